// Finding a workshop: the list, the month, its page, and its card in the frame of another site.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { expect, expectFits, ORIGIN, signIn, test, type Page } from "./convene";

const everywhere = { tag: "@phone" };
const NARROW = { width: 320, height: 700 };

/** Axe at the page's own size, and whether it fits a narrow one. */
async function look(page: Page, expectAccessible: (page: Page) => Promise<void>): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  await expectAccessible(page);
  const own = page.viewportSize();
  await page.setViewportSize(NARROW);
  await expectFits(page);
  if (own) await page.setViewportSize(own);
}

/** Opens the page of a workshop of the demo through the list. */
async function open(page: Page, title: string): Promise<void> {
  await page.goto("/workshops");
  await page.getByRole("link", { name: title }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
}

const FUNDING = "Reading funding rates without fooling yourself";

test("the list, the month and a workshop's page look right", everywhere, async ({ page, expectAccessible }) => {
  test.setTimeout(120_000);
  const wasm: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).pathname.endsWith(".wasm")) wasm.push(request.url());
  });
  for (const path of ["/workshops", "/workshops?when=past", "/workshops?view=month", "/workshops?topic=nothing+like+it"]) {
    await test.step(path, async () => {
      expect((await page.goto(path))?.status()).toBe(200);
      await look(page, expectAccessible);
    });
  }
  for (const title of [FUNDING, "Wallet safety, hands on", "Vault due diligence: what to read first"]) {
    await test.step(title, async () => {
      await open(page, title);
      await look(page, expectAccessible);
    });
  }
  await expect(page.getByRole("list", { name: "Add to calendar" }).getByRole("link", { name: "Google" })).toBeVisible();
  expect(wasm, "pages without islands load no WASM").toEqual([]);
});

test("whoever runs a workshop finds how to do so, and how to share it", everywhere, async ({ page, expectAccessible }) => {
  await signIn(page, "educator");
  await open(page, "Wallet safety, hands on");
  const bar = page.getByRole("navigation", { name: "Run this workshop" });
  for (const name of ["Edit", "Registrations", "Check-in", "Messages"]) {
    await expect(bar.getByRole("link", { name })).toBeVisible();
  }
  await expect(page.getByRole("textbox", { name: "A card for another site" })).toHaveValue(/^<iframe src=.*\/embed"/);
  await look(page, expectAccessible);
});

test("filters are in the address, and Back takes the last one away", { tag: ["@only-phone", "@nojs"] }, async ({ page }) => {
  await page.goto("/workshops");
  await page.getByRole("combobox", { name: "Topic" }).selectOption("wallets");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/[?&]topic=wallets/);
  await expect(page.getByRole("link", { name: "Wallet safety, hands on" })).toBeVisible();
  await expect(page.getByRole("link", { name: FUNDING })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("combobox", { name: "Topic" })).toHaveValue("wallets");
  await page.getByRole("link", { name: "Month" }).click();
  await expect(page).toHaveURL(/view=month&topic=wallets/);
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL(/\/workshops$/);
  await expect(page.getByRole("link", { name: FUNDING })).toBeVisible();
  await page.goForward();
  await page.getByRole("link", { name: "Without the filter wallets" }).click();
  await expect(page.getByRole("link", { name: FUNDING })).toBeVisible();
});

test("a month is walked through by links", { tag: ["@only-phone", "@nojs"] }, async ({ page }) => {
  await page.goto("/workshops?view=month&month=2026-12");
  await expect(page.getByRole("heading", { level: 2, name: "December 2026" })).toBeVisible();
  await page.getByRole("link", { name: "Month after: January 2027" }).click();
  await expect(page).toHaveURL(/month=2027-01/);
  await expect(page.getByRole("heading", { level: 2, name: "January 2027" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { level: 2, name: "December 2026" })).toBeVisible();
});

test("a month is walked through by keys", async ({ page }) => {
  // A month that is over: today, where the keys begin in this month, moves.
  await page.goto("/workshops?view=month&month=2026-09");
  const grid = page.getByRole("grid", { name: "September 2026" });
  const day = (name: string) => grid.getByRole("gridcell").filter({ hasText: name });
  await expect(grid.locator("td[tabindex='0']")).toHaveCount(1);
  await grid.locator("td[tabindex='0']").focus();
  await page.keyboard.press("ArrowDown");
  await expect(day("Tuesday 8 September")).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(day("Wednesday 9 September")).toBeFocused();
  await page.keyboard.press("Home");
  await expect(day("Monday 7 September")).toBeFocused();
  await page.keyboard.press("End");
  await expect(day("Sunday 13 September")).toBeFocused();
  await page.keyboard.press("PageUp");
  await expect(page).toHaveURL(/month=2026-08/);
  await page.locator("td[tabindex='0']").focus();
  await page.keyboard.press("Shift+PageDown");
  await expect(page).toHaveURL(/month=2027-08/);
});

// Without JavaScript, for that would tell the server this browser's own zone.
test("times are the reader's, and the workshop's own beside them", { tag: ["@only-nojs"] }, async ({ page, context }) => {
  await context.addCookies([{ name: "convene_local", value: "America/New_York|en-US|h12", url: ORIGIN }]);
  await open(page, FUNDING);
  const facts = page.locator(".workshop-facts");
  await expect(facts).toContainText(/\d{1,2}:\d\d [ap]m/);
  await expect(facts).toContainText(/\(UTC-[45]\)/);
  await expect(facts).toContainText("Tokyo, UTC+9");
});

test("a full workshop offers the waiting list and says how full it is", { tag: ["@nojs"] }, async ({ page }) => {
  await page.goto("/workshops");
  const card = page.getByRole("article").filter({ hasText: FUNDING });
  await expect(card).toContainText("Full, waiting list open");
  await open(page, FUNDING);
  await expect(page.getByRole("complementary")).toContainText(/12 seats/);
});

test("a cancelled workshop keeps its page and says why", { tag: ["@nojs"] }, async ({ page }) => {
  await signIn(page, "member");
  await page.goto("/me");
  await expect(page.locator("#workshops")).toContainText("Cancelled");
  await page.getByRole("link", { name: "Perpetuals without tears" }).first().click();
  await expect(page.getByText("This workshop does not take place.")).toBeVisible();
  await expect(page.getByText(/lost her voice/).first()).toBeVisible();
});

test("the Me page shows seats, places in line and certificates", everywhere, async ({ page, expectAccessible }) => {
  await signIn(page, "member");
  await page.goto("/me");
  const own = page.locator("#workshops");
  await expect(own.getByText("You have a seat").first()).toBeVisible();
  await expect(own.getByText(/in line$/).first()).toBeVisible();
  await expect(page.getByRole("link", { name: /^Certificate for/ }).first()).toBeVisible();
  await look(page, expectAccessible);
});

test("a page passed on says what it is about, under the strict policy", async ({ page, request }) => {
  await open(page, FUNDING);
  const canonical = await page.locator("link[rel=canonical]").getAttribute("href");
  expect(new URL(canonical ?? "").pathname).toBe(new URL(page.url()).pathname);
  await expect(page.locator("meta[property='og:title']")).toHaveAttribute("content", FUNDING);
  const event = JSON.parse((await page.locator("script[type='application/ld+json']").textContent()) ?? "");
  expect(event["@type"]).toBe("Event");
  expect(event.name).toBe(FUNDING);
  expect(event.startDate).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00$/);
  expect(JSON.stringify(event), "the link is for those with a seat").not.toContain("meet.example.org");
  const image = await page.locator("meta[property='og:image']").getAttribute("content");
  const picture = await request.get(new URL(image ?? "").pathname);
  expect(picture.headers()["content-type"]).toBe("image/png");
  const bytes = await picture.body();
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1200, 630]);
});

/** Opens a page of another site that frames one of ours. It is a server of its own: Chromium lets no made up answer
 * reach into the local network. */
async function frame(page: Page, address: string, act: () => Promise<void>): Promise<void> {
  const body = `<!doctype html><html lang="en"><title>Another site</title><h1>Another site</h1>
    <iframe src="${address}" title="A workshop" width="480" height="460"></iframe></html>`;
  const server = createServer((_, answer) => answer.setHeader("content-type", "text/html").end(body));
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  try {
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await act();
  } finally {
    server.close();
  }
}

const FRAMING = /request to another origin: http:\/\/127\.0\.0\.1|favicon/;

test("a workshop's card stands in the frame of another site", everywhere, async ({ page, watch, expectAccessible }) => {
  await open(page, FUNDING);
  const path = new URL(page.url()).pathname;
  await frame(page, `${ORIGIN}${path}/embed`, async () => {
    const card = page.frameLocator("iframe");
    await expect(card.getByRole("heading", { name: FUNDING })).toBeVisible();
    await expect(card.locator("script")).toHaveCount(0);
    const tall = await card.locator("html").evaluate((html) => [html.scrollHeight, html.clientHeight]);
    expect(tall[0], "the card fits the frame that is offered").toBeLessThanOrEqual(tall[1] ?? 0);
    await card.getByRole("link", { name: "Join the waiting list" }).click();
    await expect(page).toHaveURL(new RegExp(`^${ORIGIN}${path}$`));
  });
  watch.forget(FRAMING);
  await page.goto(`${path}/embed`);
  await look(page, expectAccessible);
});

test("no other page can be framed", async ({ page, watch }) => {
  await open(page, FUNDING);
  const path = new URL(page.url()).pathname;
  await frame(page, `${ORIGIN}${path}`, async () => {
    const refusal = page.waitForEvent("console", (message) => /frame-ancestors/.test(message.text()));
    await page.reload();
    await refusal;
    await expect(page.frameLocator("iframe").getByRole("heading", { name: FUNDING })).toHaveCount(0);
  });
  watch.forget(FRAMING);
  watch.forget(/frame-ancestors/);
});
