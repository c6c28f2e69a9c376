// What stands between a phone at the door and the server takes no scan away; and a removal is taken back by one press.

import { expect, signIn, test, type Page } from "./convene";
import { sent } from "./quiz";

/** A published workshop of whoever is signed in on this page, in two hours; its id. */
async function publish(page: Page, title: string): Promise<string> {
  const [start, end] = [2, 4].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString());
  const at = await sent(page, "/workshops/new", [
    ["act", "save"],
    ["then", "publish"],
    ["title", title],
    ["place_kind", "on_site"],
    ["address", "Torstraße 1, Berlin"],
    ["start_date", start!.slice(0, 10)],
    ["start_time", start!.slice(11, 16)],
    ["end_date", end!.slice(0, 10)],
    ["end_time", end!.slice(11, 16)],
    ["zone", "+00:00"],
    ["capacity", "20"],
  ]);
  const id = /\/workshops\/([0-9a-f-]{36})/.exec(at)?.[1] ?? "";
  expect(id, at).toMatch(/^[0-9a-f-]{36}$/);
  return id;
}

/** Registers whoever is signed in on this page; the picture of their code. */
async function code(page: Page, id: string): Promise<Buffer> {
  await sent(page, `/workshops/${id}`, [["act", "register"]]);
  await page.goto(`/workshops/${id}`);
  const href = await page.locator("a[href^='/seat/']").first().getAttribute("href");
  await page.goto(/^\/seat\/[^/?#]+/.exec(href ?? "")?.[0] ?? "");
  const picture = page.getByRole("img", { name: "Your code for the door, as a QR code" });
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  return picture.screenshot();
}

test("no scan is lost to a hotel's sign-in page or to a proxy", { tag: "@only-phone" }, async ({
  page,
  somebody,
  expectStatus,
}) => {
  expectStatus(404);
  expectStatus(403);
  await signIn(page, "educator");
  const id = await publish(page, "Check-in behind a portal");
  const picture = await code(await somebody("member"), id);
  const answers = [
    { status: 200, contentType: "text/html", body: "<!DOCTYPE html><title>Welcome to the hotel</title>" },
    { status: 404, contentType: "text/html", body: "Not here" },
    { status: 403, contentType: "text/html", body: "Blocked" },
  ];
  let asked = 0;
  await page.route(`**/workshops/${id}/check-in`, async (route) => {
    const portal = route.request().method() === "POST" ? answers[asked] : undefined;
    if (!portal) return route.fallback();
    asked += 1;
    return route.fulfill(portal);
  });
  await page.goto(`/workshops/${id}/check-in`);
  const input = page.getByLabel("Read a picture of a code");
  await expect(input).toBeEnabled();
  await input.setInputFiles({ name: "code.png", mimeType: "image/png", buffer: picture });
  await expect(page.getByText("1 scan is kept on this phone and will be sent.")).toBeVisible();
  await expect(page.getByText("signed in as somebody who may not check people in here")).toBeVisible({
    timeout: 20_000,
  });
  expect(asked).toBe(answers.length);
  await expect(page.locator(".desk-count")).toHaveText("1 of 1 is in", { timeout: 20_000 });
  await expect(page.getByText("kept on this phone")).toHaveCount(0);
  await expect(page.getByText("signed in as somebody")).toHaveCount(0);
});

test("a removal is taken back by the message that tells of it", async ({ page, somebody }) => {
  await signIn(page, "educator");
  const id = await publish(page, "Removed and back");
  await code(await somebody("member"), id);
  await page.goto(`/workshops/${id}/team`);
  await page.getByRole("row").filter({ hasText: "Confirmed" }).getByRole("checkbox").check();
  await page.getByText("Remove", { exact: true }).click();
  await page.getByRole("button", { name: "Remove selected" }).click();
  await expect(page.getByText("1 person removed.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Let .+ in again$/ })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Taken back: 1 person.")).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "Confirmed" })).toHaveCount(1);
});
