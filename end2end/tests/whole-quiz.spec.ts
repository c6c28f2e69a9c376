// A quiz from a file people have, played from its upload to its podium.

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, signIn, test, type Page } from "./convene";
import { expectAnswered, expectStored, join, points, press, reveal, tile } from "./quiz";

test.use({ contextOptions: { reducedMotion: "no-preference" } });

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const GIFT = here("../fixtures/vaults.gift.txt");
const AIKEN = here("../fixtures/vaults.aiken.txt");
/** The examples that Moodle ships; they lie beside the checkout where they may be read. */
const MOODLE = here("../../../shared/fixtures/quiz/moodle-examples.gift.txt");

async function upload(page: Page, file: string): Promise<void> {
  await page.goto("/quizzes/import");
  await page.getByLabel("Question file").setInputFiles(file);
  await page.getByRole("button", { name: "Look at the questions" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Look at the questions" })).toBeVisible();
}

async function expectFound(page: Page, found: number, leftOut: number): Promise<void> {
  const stat = (name: string) => page.locator("dl.stats div").filter({ hasText: name }).locator("dd");
  await expect(stat("Questions found")).toHaveText(String(found));
  await expect(stat("Left out")).toHaveText(String(leftOut));
}

async function openLobby(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Open the lobby" }).click();
  await expect(page).toHaveURL(/\/quiz\/\d{6}\/host$/);
  return /\/quiz\/(\d{6})/.exec(page.url())?.[1] ?? "";
}

/** What somebody picks for a question, and whether that is right. */
type Play = { prompt: string; picks: [string[], string[]] };

const PLAYS: Play[] = [
  { prompt: "What is its delta?", picks: [["About zero"], ["20 ETH"]] },
  { prompt: "who pays whom?", picks: [["Longs pay shorts"], ["Longs pay shorts"]] },
  {
    prompt: "cost a delta-neutral vault money?",
    picks: [["Negative funding", "Liquidation of the short leg"], ["Negative funding"]],
  },
  { prompt: "cannot lose money", picks: [["False"], ["True"]] },
];

async function play(page: Page, picks: string[], several: boolean): Promise<void> {
  for (const pick of picks) await tile(page, pick).click();
  if (several) await page.getByRole("button", { name: "Send answer" }).click();
  await expectStored(page);
}

/** The lines of a CSV file as records; enough for cells without line breaks. */
function records(csv: string): Record<string, string>[] {
  const cells = (line: string) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) => (m[1] ?? m[2] ?? "").replaceAll('""', '"'));
  const [head = "", ...lines] = csv.replace(/^\uFEFF/, "").split("\r\n").filter(Boolean);
  const names = cells(head);
  return lines.map((line) => Object.fromEntries(cells(line).map((cell, at) => [names[at] ?? "", cell])));
}

test("a GIFT file becomes a quiz that a host, a big screen and two players play to the podium", async ({
  page,
  somebody,
  context,
}) => {
  test.setTimeout(120_000);
  await signIn(page, "educator");

  await test.step("the preview shows every question and every rejected row with its line and reason", async () => {
    await upload(page, GIFT);
    await expectFound(page, 4, 3);
    const rejected = page.getByRole("listitem").filter({ hasText: /^Line \d+/ });
    await expect(rejected).toHaveCount(3);
    await expect(rejected.nth(0)).toContainText("Line 26");
    await expect(rejected.nth(0)).toContainText(/matching/i);
    await expect(rejected.nth(1)).toContainText("Line 32");
    await expect(rejected.nth(2)).toContainText("Line 34");
    await page.getByLabel("Title of the quiz").fill("Vaults, played in a test");
    await page.getByRole("button", { name: "Make the quiz" }).click();
    await expect(page.getByRole("heading", { name: "4 questions" })).toBeVisible();
  });

  const pin = await openLobby(page);
  const screen = await context.newPage();
  await screen.goto(`/quiz/${pin}/screen`);
  await expect(screen.getByText(`${pin.slice(0, 3)}\u2009${pin.slice(3)}`)).toBeVisible();
  await expect(screen.getByRole("img", { name: "QR code of the join address" })).toBeVisible();

  const phone = await somebody(undefined, "phone");
  const desk = await somebody(undefined, "desktop");
  await test.step("one player types the PIN on a phone, the other follows the link", async () => {
    await phone.goto("/quiz");
    await phone.getByLabel("Game PIN").fill(`${pin.slice(0, 3)} ${pin.slice(3)}`);
    await phone.getByRole("button", { name: "Join", exact: true }).click();
    await phone.getByLabel("Your nickname").fill("Kestrel");
    await phone.getByRole("button", { name: "Join the game" }).click();
    await join(desk, pin, "Otter");
    await expect(phone.getByText("You’re in, Kestrel")).toBeVisible();
    await expect(screen.getByText("2 players are in")).toBeVisible();
    for (const name of ["Kestrel", "Otter"]) await expect(screen.getByText(name, { exact: true })).toBeVisible();
  });

  for (const [at, { prompt, picks }] of PLAYS.entries()) {
    await test.step(`question ${at + 1}`, async () => {
      await press(page, at === 0 ? "Start the quiz" : "Next question");
      for (const view of [page, screen, phone, desk]) {
        await expect(view.getByRole("heading", { name: prompt })).toBeVisible();
      }
      const several = picks[0].length > 1;
      await play(phone, picks[0], several);
      await expectAnswered(page, 1, 2);
      await play(desk, picks[1], several);
      await expectAnswered(page, 2, 2);
      await reveal(page);
      await expect(phone.getByRole("heading", { name: "Right", exact: true })).toBeVisible();
      const second = at === 1 ? "Right" : "Not right";
      await expect(desk.getByRole("heading", { name: second, exact: true })).toBeVisible();
      // The last question's standings are the podium's to tell.
      const last = at === PLAYS.length - 1;
      if (last) await expect(screen.getByText("Right answer", { exact: true })).toBeVisible();
      await expect(screen.getByRole("heading", { name: "Standings" })).toHaveCount(last ? 0 : 1);
    });
  }

  await press(page, "Show the podium");
  const winner = screen.getByRole("list", { name: "Podium" }).getByRole("listitem").first();
  await expect(winner).toContainText("Kestrel");
  await expect(phone.getByRole("heading", { name: "You finished 1st" })).toBeVisible();
  await expect(desk.getByRole("heading", { name: "You finished 2nd" })).toBeVisible();
  await expect(phone.getByText("4 of 4 right")).toBeVisible();
  // Nobody is invited any more.
  await expect(page.getByRole("button", { name: "Copy the link" })).toBeHidden();

  const scores: Record<string, number> = {};
  await test.step("the scores on the phones are those of the results", async () => {
    for (const [name, view] of [["Kestrel", phone], ["Otter", desk]] as const) {
      const shown = points(await view.locator(".live-finished .live-rank").textContent());
      await view.getByRole("link", { name: "See all results" }).click();
      const own = view.locator("dl.stats div").filter({ hasText: "Points" }).locator("dd").first();
      await expect.poll(async () => points(await own.textContent())).toBe(shown);
      scores[name] = shown;
    }
    expect(scores.Kestrel).toBeGreaterThan(scores.Otter ?? Number.NaN);
    await page.getByRole("link", { name: "Open the results" }).click();
    for (const [name, score] of Object.entries(scores)) {
      const row = page.getByRole("table", { name: "Final ranking" }).getByRole("row").filter({ hasText: name });
      await expect.poll(async () => points(await row.getByRole("cell").last().textContent())).toBe(score);
    }
  });

  await test.step("the sheet holds every answer, and its points add up", async () => {
    const starts = page.waitForEvent("download");
    await page.getByRole("link", { name: "Answers as CSV" }).click();
    const rows = records(readFileSync(await (await starts).path(), "utf8"));
    expect(rows.map((row) => `${row.question_number} ${row.player}`).sort()).toEqual(
      PLAYS.flatMap((_, at) => [`${at + 1} Kestrel`, `${at + 1} Otter`]).sort(),
    );
    for (const [name, score] of Object.entries(scores)) {
      const sum = rows.filter((row) => row.player === name).reduce((all, row) => all + Number(row.points), 0);
      expect(sum, `points of ${name} in the sheet`).toBe(score);
    }
    const third = rows.find((row) => row.question_number === "3" && row.player === "Kestrel");
    expect(third?.answer).toBe("Negative funding | Liquidation of the short leg");
  });

  await test.step("the same quiz is opened once more", async () => {
    await page.goto(`/quiz/${pin}/host`);
    await page.getByRole("button", { name: "Play again" }).click();
    await expect(page.getByText("Lobby", { exact: true })).toBeVisible();
    expect(page.url()).not.toContain(pin);
  });
});

test("an Aiken file is read, and what it lacks is said with its line", { tag: ["@phone", "@nojs"] }, async ({ page }) => {
  await signIn(page, "educator");
  await upload(page, AIKEN);
  await expect(page.getByText("vaults.aiken.txt, read as")).toContainText("Aiken");
  await expectFound(page, 2, 1);
  await expect(page.getByRole("listitem").filter({ hasText: /^Line 1[36789]/ })).toContainText("D");
  await page.getByLabel("Title of the quiz").fill("Rebalancing");
  await page.getByRole("button", { name: "Make the quiz" }).click();
  await expect(page.getByRole("heading", { name: "2 questions" })).toBeVisible();
});

test("the examples that Moodle ships are read as far as a live quiz can ask them", async ({ page }) => {
  test.skip(!existsSync(MOODLE), `${MOODLE} is not there; it may not be copied`);
  await signIn(page, "educator");
  await upload(page, MOODLE);
  await expectFound(page, 16, 17);
  await page.getByText("17 questions were left out").click();
  await expect(page.getByRole("listitem").filter({ hasText: /^Line \d+/ })).toHaveCount(17);
  await page.getByRole("button", { name: "Make the quiz" }).click();
  await expect(page.getByRole("heading", { name: "16 questions" })).toBeVisible();
  const pin = await openLobby(page);
  await page.goto(`/quiz/${pin}/screen`);
  await expect(page.getByText("Waiting for the first player")).toBeVisible();
});
