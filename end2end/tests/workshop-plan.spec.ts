// Planning workshops: a series without a script, changed from its third date on; what is typed is kept; every page of
// the area looked at.

import { awake, expect, expectFits, signIn, test, type Page } from "./convene";

const DAY = 86_400_000;
/** A day about two months ahead, as date fields have it: one that every month has, and none of a fifth week. */
const SOON = new Date(Date.now() + 60 * DAY);
SOON.setUTCDate(Math.min(SOON.getUTCDate(), 28));
const START = SOON.toISOString().slice(0, 10);

async function fillBasics(page: Page, title: string): Promise<void> {
  await page.getByLabel("Title", { exact: true }).fill(title);
  await page.getByLabel("Starts on").fill(START);
  await page.getByLabel("at", { exact: true }).fill("18:00");
  await page.getByLabel("Ends at").fill("19:00");
  // The educator of the demo lives there, and sees the hours of the list in that zone.
  await page.getByLabel("Time zone", { exact: true }).fill("Africa/Lagos");
}

/** The hours in the list of a series' dates. */
async function hours(page: Page): Promise<string[]> {
  const rows = await page.locator("#series ol > li").allInnerTexts();
  return rows.map((row) => /\d\d:\d\d/.exec(row)?.[0] ?? "");
}

test("a series is planned without a script and changed from its third date on", { tag: "@only-nojs" }, async ({ page }) => {
  await signIn(page, "educator");
  await page.goto("/workshops/new");
  await fillBasics(page, "Weekly without a script");
  await page.getByLabel("How often").selectOption("weekly");
  await page.getByRole("spinbutton", { name: "Number of dates" }).fill("5");
  await page.getByRole("button", { name: "Show the dates" }).click();
  await expect(page.locator(".plan-dates li")).toHaveCount(5);
  await page.getByLabel("Leave out").nth(1).check();
  await page.getByRole("button", { name: "Add a question" }).click();
  await expect(page.getByLabel("Title", { exact: true })).toHaveValue("Weekly without a script");
  await page.getByLabel("What you ask").fill("Which exchange?");
  await page.getByRole("button", { name: "Add a question" }).click();
  await expect(page.getByLabel("What you ask")).toHaveCount(2);
  await page.getByRole("button", { name: "Remove question 2" }).click();
  await expect(page.getByLabel("What you ask")).toHaveValue("Which exchange?");
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Weekly without a script");

  await page.goto(`${new URL(page.url()).pathname}/edit`);
  await expect(page.getByRole("heading", { name: "This series: 4 dates" })).toBeVisible();
  await page.locator("#series ol > li").nth(2).getByRole("link").click();
  await page.getByLabel("at", { exact: true }).fill("20:00");
  await page.getByLabel("Ends at").fill("21:30");
  await page.getByLabel("This date and those after it").first().check();
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Saved on 2 dates.")).toBeVisible();
  await expect.poll(() => hours(page)).toEqual(["18:00", "18:00", "20:00", "20:00"]);
});

test("what is typed into a workshop's form waits for whoever comes back", async ({ page }) => {
  await signIn(page, "admin");
  await page.goto("/workshops/new");
  await awake(page);
  await fillBasics(page, "Half a plan");
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.goto("/");
  await page.goto("/workshops/new");
  await expect(page.getByText("You have changes here that are not saved")).toBeVisible();
  await expect(page.getByLabel("Title", { exact: true })).toHaveValue("Half a plan");
  await page.getByRole("button", { name: "Discard my changes" }).click();
  await expect(page.getByLabel("Title", { exact: true })).toHaveValue("");
});

test("pages where workshops are planned", async ({ page, expectAccessible, expectStatus }) => {
  test.setTimeout(120_000);
  expectStatus(422);
  const look = async (what: string): Promise<void> =>
    test.step(what, async () => {
      await expectAccessible(page);
      const own = page.viewportSize();
      await page.setViewportSize({ width: 320, height: 700 });
      await expectFits(page);
      if (own) await page.setViewportSize(own);
    });
  await signIn(page, "lead");
  await page.goto("/workshops/new");
  await look("a new workshop");
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page).toHaveTitle(/^Error:/);
  await look("refused");
  await fillBasics(page, "A workshop with a rather long title, so that it has to break somewhere");
  await page.getByLabel("How often").selectOption("monthly_weekday");
  await page.getByRole("spinbutton", { name: "Number of dates" }).fill("12");
  await page.getByRole("button", { name: "Add a question" }).click();
  await page.getByLabel("What you ask").fill("Which exchange?");
  await page.getByLabel("Answered by").selectOption("choice");
  await page.getByRole("textbox", { name: /^Choices/ }).fill("This one\nThat one");
  await page.getByRole("button", { name: "Show the dates" }).click();
  await expect(page.locator(".plan-dates li").first()).toBeVisible();
  await look("with dates and a question");
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Edit A workshop");
  await look("a draft of a series");
  await page.goto("/workshops/mine?shelf=drafts");
  await look("drafts");
  await page.goto("/workshops/mine?shelf=templates");
  await look("templates");
});
