// Nothing that was typed is lost.

import { awake, expect, signIn, test } from "./convene";
import { codeFor, signInByCode } from "./mail";
import { HEDGE, writeQuiz } from "./quiz";

test("a question that is sent after the session has ended is there again after signing in", { tag: "@nojs" }, async ({
  page,
  context,
  somebody,
  expectStatus,
}) => {
  // The draft that is kept while typing is refused too, in the background.
  expectStatus(401);
  // Codes go to an address: runs side by side must not read each other's.
  const educator = test.info().project.name === "nojs" ? "lars@vault.example.org" : "priya@vault.example.org";
  const admin = await somebody();
  await page.goto("/sign-in");
  await signInByCode(page, admin, educator);
  const quiz = await writeQuiz(page, "A session ends", []);
  await page.goto(`${quiz}/questions/new`);
  await context.clearCookies({ name: "convene_session" });
  await page.getByLabel("Question", { exact: true }).fill(HEDGE.prompt);
  for (const [at, text] of HEDGE.answers.entries()) {
    await page.getByLabel(`Answer ${"ABC"[at]}`, { exact: true }).fill(text);
  }
  await page.getByLabel("Answer A is right").check();
  await page.getByLabel("Explanation").fill("The legs cancel.\nMostly.");
  await page.getByRole("button", { name: "Save question" }).click();

  await expect(page.getByText("Your session has ended.")).toBeVisible();
  await signInByCode(page, admin, educator);
  await expect(page).toHaveURL(new RegExp(`${quiz}/questions/new`));
  await expect(page.getByLabel("Question", { exact: true })).toHaveValue(HEDGE.prompt);
  await expect(page.getByLabel("Answer C", { exact: true })).toHaveValue(HEDGE.answers[2] ?? "");
  await expect(page.getByLabel("Answer A is right")).toBeChecked();
  await expect(page.getByLabel("Explanation")).toHaveValue("The legs cancel.\nMostly.");
  await page.getByRole("button", { name: "Save question" }).click();
  await expect(page.getByRole("heading", { name: "1 question", exact: true })).toBeVisible();
});

test("a half-written question survives its tab, and can be dropped", async ({ page, context }) => {
  await signIn(page, "educator");
  const quiz = await writeQuiz(page, "A tab closes", []);
  await page.goto(`${quiz}/questions/new`);
  await awake(page);
  await page.getByLabel("Question", { exact: true }).fill("Half a question about");
  const kept = page.waitForResponse(
    (answer) => answer.url().endsWith("/drafts") && /Half.an.answer/.test(answer.request().postData() ?? ""),
  );
  await page.getByLabel("Answer A", { exact: true }).fill("Half an answer");
  await kept;
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.close();

  const later = await context.newPage();
  await later.goto(`${quiz}/questions/new`);
  await expect(later.getByText("You have changes here that are not saved")).toBeVisible();
  await expect(later.getByLabel("Question", { exact: true })).toHaveValue("Half a question about");
  await expect(later.getByLabel("Answer A", { exact: true })).toHaveValue("Half an answer");
  await later.getByRole("button", { name: "Discard my changes" }).click();
  await expect(later.getByLabel("Question", { exact: true })).toHaveValue("");
});

test("what is typed while the network is gone is kept once it is back", async ({ page, context, watch }) => {
  await signIn(page, "educator");
  const quiz = await writeQuiz(page, "A train enters a tunnel", []);
  await page.goto(`${quiz}/questions/new`);
  await awake(page);
  await context.setOffline(true);
  await page.getByLabel("Question", { exact: true }).fill("Typed in a tunnel");
  await expect(page.getByText("Not saved yet – will try again")).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  // The failed request is what this journey is about.
  watch.forget(/ERR_INTERNET_DISCONNECTED/);
  await page.reload();
  await expect(page.getByLabel("Question", { exact: true })).toHaveValue("Typed in a tunnel");
});

test("a code works once, and only in the browser that asked", async ({ page, somebody, expectStatus }) => {
  expectStatus(422);
  const email = `lucia@vault.example.org`;
  const [admin, stranger] = [await somebody("admin"), await somebody()];
  await page.goto("/sign-in");
  await page.getByLabel("Your e-mail address").fill(email);
  await page.getByRole("button", { name: "Send me a code" }).click();
  await expect(page.getByText(email)).toBeVisible();
  const code = await codeFor(admin, email);

  await stranger.goto("/sign-in/code");
  await stranger.getByLabel("Code from the mail").fill(code);
  await stranger.getByRole("button", { name: "Sign in" }).click();
  await expect(stranger).toHaveTitle(/^Error:/);

  await page.getByLabel("Code from the mail").fill(code);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/\/sign-in/);
  await page.context().clearCookies({ name: "convene_session" });
  await page.goto("/sign-in/code");
  await page.getByLabel("Code from the mail").fill(code);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveTitle(/^Error:/);
});
