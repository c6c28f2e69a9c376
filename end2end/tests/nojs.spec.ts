// Everything but the live game works without JavaScript.

import { expect, signIn, test, type Page } from "./convene";
import { freshAddress, signInByCode } from "./mail";
import { FUNDING, HEDGE, openGame, writeQuiz, type Question } from "./quiz";

const nojs = { tag: "@only-nojs" };

async function fillQuestion(page: Page, question: Question): Promise<void> {
  await page.getByLabel("Question", { exact: true }).fill(question.prompt);
  for (const [at, text] of question.answers.entries()) {
    await page.getByLabel(`Answer ${"ABCDEF"[at]}`, { exact: true }).fill(text);
    if (question.right.includes(at)) await page.getByLabel(`Answer ${"ABCDEF"[at]} is right`).check();
  }
}

async function expectOrder(page: Page, prompts: string[]): Promise<void> {
  await expect(page.locator("#questions").getByRole("heading", { level: 3 })).toHaveText(prompts);
}

test("the way into a live game leads as far as it can, and says what the game needs", nojs, async ({
  page,
  somebody,
}) => {
  const host = await somebody("educator");
  const { pin } = await openGame(host, "Without JavaScript", [HEDGE]);
  await page.goto("/");
  await page.getByLabel("Game PIN").fill(pin);
  await page.getByRole("button", { name: "Join", exact: true }).click();
  await expect(page.locator("noscript .notice")).toContainText("The live game needs JavaScript.");
  await page.getByLabel("Your nickname").fill("Kestrel");
  await page.getByRole("button", { name: "Join the game" }).click();
  await expect(page.locator("noscript .notice")).toContainText("Answering live needs JavaScript.");
  await host.goto(`/quiz/${pin}/host`);
  await expect(host.locator("noscript .notice")).toContainText("Steering a game needs JavaScript.");
});

test("questions are written, moved, changed, deleted and brought back", nojs, async ({ page, expectStatus }) => {
  expectStatus(422);
  await signIn(page, "educator");
  await page.goto("/quizzes");
  await page.getByRole("link", { name: "New quiz" }).click();
  await page.getByLabel("Title").fill("Written without JavaScript");
  await page.getByRole("button", { name: "Create and add questions" }).click();
  await fillQuestion(page, HEDGE);
  await page.getByRole("button", { name: "Save and write another" }).click();
  await expect(page.getByText("Saved. Here is room for the next one.")).toBeVisible();

  await test.step("a refused question comes back with all that was typed, and leads to what is missing", async () => {
    await fillQuestion(page, { ...FUNDING, right: [] });
    await page.getByRole("button", { name: "Save question" }).click();
    await expect(page).toHaveTitle(/^Error:/);
    await expect(page.getByLabel("Question", { exact: true })).toHaveValue(FUNDING.prompt);
    await expect(page.getByLabel("Answer B", { exact: true })).toHaveValue("Longs");
    await page.getByLabel("Answer B is right").check();
    await page.getByRole("button", { name: "Save question" }).click();
    await expectOrder(page, [HEDGE.prompt, FUNDING.prompt]);
  });

  await page.getByRole("button", { name: "Move question 2 up" }).click();
  await expectOrder(page, [FUNDING.prompt, HEDGE.prompt]);
  await page.getByRole("link", { name: "Edit question 1" }).click();
  await page.getByLabel("Question", { exact: true }).fill("Who pays at positive funding?");
  await page.getByRole("button", { name: "Save question" }).click();
  await expectOrder(page, ["Who pays at positive funding?", HEDGE.prompt]);
  await page.getByRole("button", { name: "Delete question 1" }).click();
  await expectOrder(page, [HEDGE.prompt]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expectOrder(page, ["Who pays at positive funding?", HEDGE.prompt]);
});

test("a quiz is duplicated, put into the archive and taken out again", nojs, async ({ page }) => {
  await signIn(page, "educator");
  const title = `Shelved ${Date.now()}`;
  await writeQuiz(page, title, [HEDGE]);
  await page.goto("/quizzes");
  await page.getByRole("button", { name: `Archive: ${title}` }).click();
  await expect(page.getByText("The quiz is in the archive.")).toBeVisible();
  await expect(page.getByRole("link", { name: title, exact: true })).toHaveCount(0);
  await page.goto("/quizzes?shelf=archive");
  await page.getByRole("button", { name: `Take out: ${title}` }).click();
  await page.goto("/quizzes");
  await page.getByRole("button", { name: `Duplicate ${title}` }).click();
  await expect(page.getByText("This is the copy.")).toBeVisible();
  await expectOrder(page, [HEDGE.prompt]);
});

test("somebody new signs in by a code, sets a profile, and signs out another browser", nojs, async ({
  page,
  somebody,
}) => {
  const email = freshAddress("robin");
  const [admin, elsewhere] = [await somebody(), await somebody()];
  await page.goto("/me/profile");
  await signInByCode(page, admin, email);
  await expect(page).toHaveURL(/\/me\/profile$/);

  await test.step("the profile keeps name and clock, and times are shown by it", async () => {
    await page.getByLabel("Name", { exact: true }).fill("Robin Sand");
    await page.getByLabel("Time zone").first().selectOption("Asia/Kathmandu");
    await page.getByLabel("12 hours").check();
    await page.getByLabel("x2", { exact: true }).check();
    await page.getByRole("button", { name: "Save profile" }).click();
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Robin Sand");
    await expect(page.getByLabel("x2", { exact: true })).toBeChecked();
    await expect(page.getByRole("contentinfo")).toContainText("Kathmandu");
  });

  await test.step("a session elsewhere is seen and ended", async () => {
    await elsewhere.goto("/sign-in");
    await signInByCode(elsewhere, admin, email);
    await page.goto("/me/sessions");
    await expect(page.getByRole("row").filter({ hasText: "Chrome" })).toHaveCount(2);
    await page.getByRole("button", { name: "Sign out there" }).click();
    await expect(page.getByRole("row").filter({ hasText: "Chrome" })).toHaveCount(1);
    await elsewhere.goto("/me");
    await expect(elsewhere).toHaveURL(/\/sign-in/);
  });

  await page.goto("/me");
  await expect(page.getByRole("heading", { level: 1, name: "Hello, Robin Sand" })).toBeVisible();
  await page.locator("summary[aria-label='Account of Robin Sand']").click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.goto("/me");
  await expect(page).toHaveURL(/\/sign-in/);
});
