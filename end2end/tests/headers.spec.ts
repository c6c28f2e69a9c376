import { expect, test } from "./convene";

test("every page is sent with strict headers", async ({ request }) => {
  const headers = (await request.get("/")).headers();
  const policy = headers["content-security-policy"] ?? "";
  for (const rule of ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
    expect(policy).toContain(rule);
  }
  expect(policy).toMatch(/script-src 'nonce-[^']+'/);
  expect(policy).not.toContain("unsafe-inline");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["referrer-policy"]).toBe("same-origin");
});

test("an asset's name carries its content, so browsers may keep it for good", async ({ page, request }) => {
  await page.goto("/");
  const stylesheet = await page.locator("link[rel=stylesheet]").first().getAttribute("href");
  expect(stylesheet).toMatch(/^\/assets\/app\.[0-9a-f]{10}\.css$/);
  const answer = await request.get(stylesheet ?? "");
  expect(answer.headers()["cache-control"]).toContain("immutable");
});
