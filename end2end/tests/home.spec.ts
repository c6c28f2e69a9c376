import { expect, test } from "./convene";

test("the first Tab stop skips to the content", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#main")).toBeFocused();
});

test("a page without islands loads no WASM", async ({ page }) => {
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
  await page.goto("/", { waitUntil: "networkidle" });
  expect(loaded.filter((path) => path.endsWith(".wasm"))).toEqual([]);
});

test("the page fits a screen of 320 pixels", { tag: ["@only-nojs"] }, async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto("/");
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(320);
});

test("an address that leads nowhere says so", { tag: "@only-nojs" }, async ({ page, expectStatus }) => {
  expectStatus(404);
  const answer = await page.goto("/there-is-no-such-page");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
});

test("the very first page a browser sees has times of its own zone", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, timezoneId: "America/New_York", locale: "en-US" });
  const page = await context.newPage();
  await page.goto("/workshops");
  await expect(page.getByRole("contentinfo")).toContainText("New York");
  await expect(page.locator("time").filter({ hasText: /[ap]m/ }).first()).toBeVisible();
  await context.close();
});
