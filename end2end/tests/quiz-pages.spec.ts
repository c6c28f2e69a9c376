// Every page of the quiz area, and the pages for what went wrong: they open, fit 320 pixels, load no WASM where
// nothing moves, and axe finds nothing, with their dialogs and menus open too.

import { expect, expectFits, signIn, test, type Page } from "./convene";
import { answer, FUNDING, HEDGE, hostGame, join, press, reveal, tile, writeQuiz } from "./quiz";

/** A formula without a space, as a question about markets may hold. */
const FORMULA = `(1+r)^t=${"(1+r/n)^(n*t)*".repeat(7)}1`;
const NARROW = { width: 320, height: 700 };

type Look = (page: Page, what: string) => Promise<void>;

/** Looks at a page as it is now: axe at its own size, and whether it fits a narrow one, as no big screen is. */
function looker(expectAccessible: (page: Page) => Promise<void>): Look {
  return async (page, what) => {
    await test.step(what, async () => {
      await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
      await expectAccessible(page);
      if (/\/screen$/.test(page.url())) return;
      const own = page.viewportSize();
      await page.setViewportSize(NARROW);
      await expectFits(page);
      if (own) await page.setViewportSize(own);
    });
  };
}

/** Where this page's WASM came from, from now on. */
function wasmOf(page: Page): string[] {
  const loaded: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).pathname.endsWith(".wasm")) loaded.push(request.url());
  });
  return loaded;
}

test("pages where quizzes are kept and written", async ({ page, expectAccessible, expectStatus }) => {
  test.setTimeout(120_000);
  expectStatus(422);
  const look = looker(expectAccessible);
  const wasm = wasmOf(page);
  await signIn(page, "educator");
  const long = { ...FUNDING, answers: [FORMULA, "Shorts and nobody else, whatever the market does that day"] };
  const quiz = await writeQuiz(page, "A quiz with a rather long title, so that it has to break somewhere", [HEDGE, long]);

  for (const path of ["/quizzes?shelf=archive", quiz]) {
    await page.goto(path);
    await look(page, path);
  }
  await page.getByLabel("Number of random questions").fill("99");
  await page.getByRole("button", { name: "Open the lobby" }).click();
  await expect(page).toHaveTitle(/^Error:/);
  await look(page, "hosting, refused");

  await page.goto("/quizzes/import");
  await page.getByRole("button", { name: "Look at the questions" }).click();
  await expect(page).toHaveTitle(/^Error:/);
  await look(page, "import without a file");
  await page.getByLabel("Question file").setInputFiles({
    name: "some.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("A question?\nA. Yes\nB. No\nANSWER: A\n\nAnother?\nA. Yes\nB. No\nANSWER: E\n"),
  });
  await page.getByRole("button", { name: "Look at the questions" }).click();
  await expect(page.getByText("Line", { exact: false }).first()).toBeVisible();
  await look(page, "import preview");
  expect(wasm, "pages without islands load no WASM").toEqual([]);

  await page.goto(`${quiz}/questions/new`);
  await page.getByRole("button", { name: "Save question" }).click();
  await expect(page).toHaveTitle(/^Error:/);
  await look(page, "question, refused");
  await page.goto(quiz);
  await page.getByRole("link", { name: "Edit question 2" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Question 2" })).toBeVisible();
  await look(page, "question editor");
});

test("pages of a live game in each of its states", async ({ page, somebody, expectAccessible }) => {
  test.setTimeout(150_000);
  const look = looker(expectAccessible);
  const host = page;
  await signIn(host, "educator");
  const questions = [{ ...HEDGE, answers: [...HEDGE.answers, FORMULA], limit: 600 }, FUNDING];
  const { pin } = await hostGame(host, "A game to look at", questions);
  const screen = await host.context().newPage();
  await screen.goto(`/quiz/${pin}/screen`);
  const [player, other] = [await somebody(), await somebody()];
  await player.goto(`/quiz/${pin}`);
  await look(player, "join form");
  await Promise.all([join(player, pin, "Kestrel"), join(other, pin, "Otter with quite a name")]);
  await expect(screen.getByText("2 players are in")).toBeVisible();
  const all = async (state: string) => {
    await look(host, `host: ${state}`);
    await look(screen, `screen: ${state}`);
    await look(player, `player: ${state}`);
  };
  await all("lobby");
  await host.getByRole("button", { name: "End the game" }).click();
  await expect(host.getByRole("dialog")).toBeVisible();
  await look(host, "host: end the game");
  await host.getByRole("button", { name: "Go on playing" }).click();

  await press(host, "Start the quiz");
  await expect(tile(player, "Short 10 ETH")).toBeVisible();
  await expect(screen.getByRole("heading", { name: HEDGE.prompt })).toBeVisible();
  await all("question open");
  await answer(player, "Short 10 ETH");
  await look(player, "player: answer stored");
  await press(host, "Pause");
  await expect(player.getByRole("heading", { name: "Paused" })).toBeVisible();
  await expect(screen.getByRole("heading", { name: "Paused" })).toBeVisible();
  await all("paused");
  await host.getByRole("button", { name: "Resume" }).first().click();
  await expect(host.getByText("Question open")).toBeVisible();
  await reveal(host);
  await expect(player.getByRole("heading", { name: "Right", exact: true })).toBeVisible();
  await expect(screen.getByRole("heading", { name: "Standings" })).toBeVisible();
  await all("answer shown");
  await host.getByRole("button", { name: /^Remove Otter/ }).click();
  await expect(other.getByRole("heading", { name: "The host has removed you" })).toBeVisible();
  await look(other, "player: removed");
  await look(host, "host: undo offered");
  await press(host, "Next question");
  await answer(player, "Shorts");
  await expect(player.getByRole("heading", { name: "Answers are closed" })).toBeVisible();
  await look(player, "player: closed");
  await reveal(host);
  await press(host, "Show the podium");
  await expect(player.getByRole("heading", { name: "You finished 1st" })).toBeVisible();
  await expect(screen.getByRole("list", { name: "Podium" })).toBeVisible();
  await all("podium");

  const [hostWasm, playerWasm] = [wasmOf(host), wasmOf(player)];
  await player.getByRole("link", { name: "See all results" }).click();
  await expect(player.getByRole("heading", { name: "Your answers" })).toBeVisible();
  await look(player, "player's results");
  await host.getByRole("link", { name: "Open the results" }).click();
  await expect(host.getByRole("table", { name: "Final ranking" })).toBeVisible();
  await look(host, "host's results");
  expect([...hostWasm, ...playerWasm], "results load no WASM").toEqual([]);
});

test("the longest question with the longest answers fits on the wall, asked and answered", async ({
  page: host,
  somebody,
}) => {
  await signIn(host, "educator");
  const words = (length: number) => "vault perpetual funding delta ".repeat(20).slice(0, length - 1) + ".";
  const longest = { prompt: words(500), answers: [..."abcdef"].map((letter) => letter + words(199)), right: [0] };
  const { pin } = await hostGame(host, "Long", [longest, FUNDING]);
  const player = await somebody();
  await join(player, pin, "Kestrel");
  const screen = await host.context().newPage();
  const expectOnOneWall = async () => {
    for (const viewport of [{ width: 1280, height: 720 }, { width: 1280, height: 800 }, { width: 1920, height: 1080 }]) {
      await screen.setViewportSize(viewport);
      const height = await screen.evaluate(() => document.documentElement.scrollHeight);
      expect(height, JSON.stringify(viewport)).toBeLessThanOrEqual(viewport.height);
      const below = await screen.locator(".tile").evaluateAll(
        (tiles, floor) => tiles.filter((tile) => tile.getBoundingClientRect().bottom > floor).length,
        viewport.height,
      );
      expect(below, "answers below the edge").toBe(0);
    }
  };
  await screen.goto(`/quiz/${pin}/screen`);
  await press(host, "Start the quiz");
  await expect(screen.locator(".tile")).toHaveCount(6);
  await expectOnOneWall();
  const cut = await screen.locator(".screen-question .tile").evaluateAll(
    (tiles) => tiles.filter((tile) => tile.scrollHeight > tile.clientHeight + 1).length,
  );
  expect(cut, "answers of which something is missing").toBe(0);
  await answer(player, "avault");
  await reveal(host);
  await expect(screen.getByRole("heading", { name: "Standings" })).toBeVisible();
  await expectOnOneWall();
});

test("pages for what went wrong", async ({ page, expectAccessible, expectStatus }) => {
  for (const status of [404, 403, 422]) expectStatus(status);
  const look = looker(expectAccessible);
  const wasm = wasmOf(page);
  expect((await page.goto("/there-is-no-such-page"))?.status()).toBe(404);
  await look(page, "404");
  expect((await page.goto("/quiz/000000"))?.status()).toBe(404);
  await look(page, "a PIN that no game has");
  await page.goto("/sign-in/code");
  await page.getByLabel("Code from the mail").fill("000000");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveTitle(/^Error:/);
  await look(page, "a wrong code");
  await signIn(page, "member");
  for (const path of ["/quizzes", "/people", "/mail"]) {
    expect((await page.goto(path))?.status(), path).toBe(403);
    await look(page, `403 at ${path}`);
  }
  expect(wasm, "pages without islands load no WASM").toEqual([]);
});

test("the palette, the list of keys and the menus", async ({ page, expectAccessible }) => {
  await signIn(page, "lead");
  await page.goto("/");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  for (const menu of await page.locator("header summary:visible").all()) {
    await menu.click();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(menu).toBeFocused();
  }
});
