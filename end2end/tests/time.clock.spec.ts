// What time does to an open question. The server's clock is moved; nobody waits.

import { expect, passTime, signIn, test, type Page } from "./convene";
import { codeFor, freshAddress } from "./mail";
import { answer, expectAnswered, expectStored, FUNDING, HEDGE, hostGame, join, press, reveal, sent, tile } from "./quiz";

const SECOND = 1_000;

/** The member's own factor, in percent. */
async function setExtraTime(page: Page, percent: number): Promise<void> {
  await sent(page, "/me/profile", [
    ["act", "profile"],
    ["name", "Jonas Weber"],
    ["zone", "Europe/Berlin"],
    ["hour_cycle", ""],
    ["theme", ""],
    ["extra_time", String(percent)],
  ]);
}

test("when time is over the question is locked, and an answer that comes too late does not count", async ({
  page,
  request,
  somebody,
}) => {
  await signIn(page, "educator");
  const { pin } = await hostGame(page, "Time is over", [{ ...HEDGE, limit: 60 }, FUNDING]);
  const [quick, slow] = [await somebody(), await somebody()];
  await join(quick, pin, "Kestrel");
  await join(slow, pin, "Otter");
  await press(page, "Start the quiz");
  await answer(quick, "Short 10 ETH");
  await expect(tile(slow, "Short 10 ETH")).toBeVisible();

  await passTime(request, 61 * SECOND);
  await expect(slow.getByRole("heading", { name: "Answers are closed" })).toBeVisible();
  await expect(slow.getByText("No answer from you this time.")).toBeVisible();
  await expect(quick.getByText("Your answer is stored:")).toBeVisible();
  await expect(tile(slow, "Short 10 ETH")).toHaveCount(0);
  await slow.keyboard.press("1");
  await expectAnswered(page, 1, 2);
  await reveal(page);
  await expect(slow.getByRole("heading", { name: "No answer" })).toBeVisible();
  await expect(quick.getByRole("heading", { name: "Right", exact: true })).toBeVisible();
});

test("a player with twice the time answers after the others' limit, and loses no points by it", async ({
  page,
  request,
  somebody,
}) => {
  await signIn(page, "educator");
  const { pin } = await hostGame(page, "Twice the time", [{ ...HEDGE, limit: 60 }]);
  const [member, other] = [await somebody("member"), await somebody()];
  await setExtraTime(member, 200);
  try {
    await join(member, pin, "Kestrel");
    await join(other, pin, "Otter");
    await expect(member.getByText("You have 2 times the usual time.")).toBeVisible();
    await press(page, "Start the quiz");
    await expect(member.getByText("Your time: 2 times the usual")).toBeVisible();
    await expect(tile(other, "Short 10 ETH")).toBeVisible();

    await passTime(request, 65 * SECOND);
    await test.step("the other one is too late, and is told so", async () => {
      await tile(other, "Short 10 ETH").click();
      await expect(other.getByText("Time was up before your answer arrived.")).toBeVisible();
      await expectAnswered(page, 0, 2);
    });
    await answer(member, "Short 10 ETH");
    await expectAnswered(page, 1, 2);
    await passTime(request, 60 * SECOND);
    await expectStored(member);
    await reveal(page);
    await expect(member.getByRole("heading", { name: "Right", exact: true })).toBeVisible();
    await expect(other.getByRole("heading", { name: "No answer" })).toBeVisible();
    // 65 of 120 seconds: somewhat more than a quarter of the points is gone, and the seconds this test took.
    const points = Number(/\+(\d+)/.exec((await member.locator(".live-points").textContent()) ?? "")?.[1]);
    expect(points).toBeGreaterThan(600);
    expect(points).toBeLessThan(740);
  } finally {
    await setExtraTime(member, 100);
  }
});

test("a host turns extra time off, and a player who has it reads so and has the usual time", async ({
  page,
  request,
  somebody,
}) => {
  await signIn(page, "educator");
  const { pin } = await hostGame(page, "The usual time", [{ ...HEDGE, limit: 60 }, FUNDING]);
  const [member, other] = [await somebody("member"), await somebody()];
  await setExtraTime(member, 200);
  const off = "The host has turned off extra time for this game.";
  try {
    await join(other, pin, "Otter");
    await expect(page.getByRole("button", { name: "Turn off extra time" })).toBeHidden();
    await join(member, pin, "Kestrel");
    await expect(page.getByText("1 player has extra time.")).toBeVisible();
    await page.getByRole("button", { name: "Turn off extra time" }).click();
    await expect(page.getByText("Extra time is off for this game. It would apply to 1 player.")).toBeVisible();
    await expect(member.getByText(off)).toBeVisible();
    await page.reload();
    await expect(page.getByRole("button", { name: "Turn on extra time" })).toBeEnabled();

    await press(page, "Start the quiz");
    await expect(member.getByText(off)).toBeVisible();
    await expect(other.getByText(off)).toHaveCount(0);
    await expect(page.getByText("You can change this between questions.")).toBeVisible();
    await passTime(request, 61 * SECOND);
    await expect(member.getByRole("heading", { name: "Answers are closed" })).toBeVisible();
    await reveal(page);
    await page.getByRole("button", { name: "Turn on extra time" }).click();
    await expect(page.getByText("1 player has extra time.")).toBeVisible();
  } finally {
    await setExtraTime(member, 100);
  }
});

test("a pause stops the clock for as long as it takes", async ({ page, request, somebody }) => {
  await signIn(page, "educator");
  const { pin } = await hostGame(page, "A pause", [{ ...HEDGE, limit: 60 }]);
  const player = await somebody();
  await join(player, pin, "Kestrel");
  await press(page, "Start the quiz");
  await expect(tile(player, "Short 10 ETH")).toBeVisible();
  await press(page, "Pause");
  await expect(player.getByRole("heading", { name: "Paused" })).toBeVisible();
  await expect(player.getByRole("heading", { name: HEDGE.prompt })).toHaveCount(0);
  await passTime(request, 600 * SECOND);
  await page.getByRole("button", { name: "Resume" }).first().click();
  await answer(player, "Short 10 ETH");
  await expectAnswered(page, 1, 1);
});

test("a sign-in code is worth nothing after ten minutes", async ({ page, request, somebody, expectStatus }) => {
  expectStatus(422);
  const email = freshAddress("late");
  const admin = await somebody("admin");
  await page.goto("/sign-in");
  await page.getByLabel("Your e-mail address").fill(email);
  await page.getByRole("button", { name: "Send me a code" }).click();
  await expect(page.getByText(email)).toBeVisible();
  const code = await codeFor(admin, email);
  await passTime(request, 601 * SECOND);
  await page.getByLabel("Code from the mail").fill(code);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveTitle(/^Error:/);
  await page.goto("/me");
  await expect(page).toHaveURL(/\/sign-in/);
});
