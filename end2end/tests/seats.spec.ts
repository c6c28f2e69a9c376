// Who gets into a game, when, and by what name.

import { expect, expectFits, signIn, test } from "./convene";
import { answer, expectAnswered, FUNDING, HEDGE, hostGame, join, press, reveal, sent } from "./quiz";

test("a late joiner enters in the middle of a question with the time that is left", async ({ page, somebody }) => {
  await signIn(page, "educator");
  const { pin } = await hostGame(page, "Late", [{ ...HEDGE, limit: 300 }]);
  const early = await somebody();
  await join(early, pin, "Kestrel");
  await press(page, "Start the quiz");
  const left = async (view: typeof page) => Number(await view.locator(".live-seconds").textContent());
  await expect.poll(() => left(early), { message: "two seconds pass" }).toBeLessThanOrEqual(298);
  const late = await somebody(undefined, "phone");
  await join(late, pin, "Otter");
  await expect(late.getByRole("heading", { name: HEDGE.prompt })).toBeVisible();
  await expect(async () => {
    const [forLate, forEarly] = await Promise.all([left(late), left(early)]);
    expect(forLate).toBeGreaterThan(0);
    expect(forLate).toBeLessThanOrEqual(298);
    expect(Math.abs(forLate - forEarly)).toBeLessThanOrEqual(1);
  }).toPass();
  await answer(late, "Short 10 ETH");
  await expectAnswered(page, 1, 2);
});

test("going back from the game leads into it again, and not to a form for a second seat", async ({
  page,
  somebody,
  expectStatus,
}) => {
  expectStatus(422);
  const host = await somebody("educator");
  const { pin } = await hostGame(host, "Going back", [HEDGE]);
  await page.goto(`/quiz/${pin}`);
  await page.getByLabel("Your nickname").fill("");
  await page.getByRole("button", { name: "Join the game" }).click();
  await expect(page).toHaveTitle(/^Error:/);
  await page.getByLabel("Your nickname").fill("Kestrel");
  await page.getByRole("button", { name: "Join the game" }).click();
  await expect(page.getByText("You’re in, Kestrel")).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(new RegExp(`/quiz/${pin}/play$`));
  await expect(page.getByText("You’re in, Kestrel")).toBeVisible();
});

test("a removed player is told, and an undo brings seat and score back", async ({ page, somebody }) => {
  await signIn(page, "educator");
  const { pin } = await hostGame(page, "Removed and back", [HEDGE, FUNDING]);
  const player = await somebody();
  await join(player, pin, "Kestrel");
  await press(page, "Start the quiz");
  await answer(player, "Short 10 ETH");
  await reveal(page);
  await expect(player.getByRole("heading", { name: "Right", exact: true })).toBeVisible();
  await expect(player.locator(".live-score")).not.toHaveText("0 points");
  const score = (await player.locator(".live-score").textContent()) ?? "";

  await page.getByRole("button", { name: "Remove Kestrel" }).click();
  await expect(player.getByRole("heading", { name: "The host has removed you" })).toBeVisible();
  await expect(page.getByText("Kestrel was removed.")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(player.getByRole("heading", { name: "The host has removed you" })).toHaveCount(0);
  await expect(player.locator(".live-score")).toHaveText(score);
  await press(page, "Next question");
  await answer(player, "Longs");
  await expectAnswered(page, 1, 1);
});

test("a removed player is not let in under another name", async ({ page, somebody }) => {
  await signIn(page, "educator");
  const { pin } = await hostGame(page, "Removed", [HEDGE]);
  const player = await somebody();
  await join(player, pin, "Kestrel");
  await page.getByRole("button", { name: "Remove Kestrel" }).click();
  await expect(player.getByRole("heading", { name: "The host has removed you" })).toBeVisible();

  // The door says at once who can help, and a form sent all the same changes nothing.
  await player.goto(`/quiz/${pin}`);
  await expect(player.getByText("The host removed you from this game", { exact: true })).toBeVisible();
  await expect(player.getByText(/Ask .?Ada Okafor.? to let you in again/)).toBeVisible();
  await expect(player.getByLabel("Your nickname")).toHaveCount(0);
  await sent(player, `/quiz/${pin}`, [["nickname", "Otter"]]);
  await page.reload();
  await expect(page.getByRole("button", { name: "Let in again Kestrel" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Remove Otter" })).toHaveCount(0);

  await page.getByRole("button", { name: "Let in again Kestrel" }).click();
  await expect(page.getByRole("button", { name: "Remove Kestrel" })).toBeVisible();
  await player.reload();
  await expect(player).toHaveURL(new RegExp(`/quiz/${pin}/play$`));
});

test("a player is removed and the game locked in one press, by keyboard too", { tag: "@phone" }, async ({
  page,
  somebody,
}) => {
  await signIn(page, "educator");
  const { pin } = await hostGame(page, "Removed and locked", [HEDGE]);
  const [rude, kind] = [await somebody(), await somebody()];
  await join(rude, pin, "Kestrel");
  await join(kind, pin, "A name as long as can be");
  await expectFits(page);
  await page.getByRole("button", { name: "Remove and lock: Kestrel" }).focus();
  await page.keyboard.press("Enter");
  await expect(rude.getByRole("heading", { name: "The host has removed you" })).toBeVisible();
  await expect(page.getByText("Kestrel was removed and the game is locked.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Unlock the game" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Remove and lock/ })).toHaveCount(0);
  await rude.context().clearCookies();
  await rude.goto(`/quiz/${pin}`);
  await expect(rude.getByText("The host has locked this game", { exact: true })).toBeVisible();
});

test("a locked game refuses newcomers with a sentence, and opens again", async ({ page, somebody, expectStatus }) => {
  expectStatus(422);
  await signIn(page, "educator");
  const { pin } = await hostGame(page, "Locked", [HEDGE]);
  const [waiting, late] = [await somebody(), await somebody()];
  await waiting.goto(`/quiz/${pin}`);
  await waiting.getByLabel("Your nickname").fill("Kestrel");
  await press(page, "Lock the game");
  await expect(page.getByRole("button", { name: "Unlock the game" })).toBeVisible();

  await late.goto(`/quiz/${pin}`);
  await expect(late.getByText("The host has locked this game", { exact: true })).toBeVisible();
  await expect(late.getByLabel("Your nickname")).toHaveCount(0);
  await waiting.getByRole("button", { name: "Join the game" }).click();
  await expect(waiting.getByText("The host has locked this game. Ask them to let you in.")).toBeVisible();
  await expect(waiting.getByLabel("Your nickname")).toHaveValue("Kestrel");

  await press(page, "Unlock the game");
  await expect(page.getByRole("button", { name: "Lock the game", exact: true })).toBeVisible();
  await waiting.getByRole("button", { name: "Join the game" }).click();
  await expect(waiting.getByText("You’re in, Kestrel")).toBeVisible();
});

test("a nickname that is taken, however it is written, is refused with a free one", { tag: "@phone" }, async ({
  page,
  somebody,
  expectStatus,
  expectAccessible,
}) => {
  expectStatus(422);
  const host = await somebody("educator");
  const { pin } = await hostGame(host, "Names", [HEDGE]);
  await join(await somebody(), pin, "Kestrel");
  await page.goto(`/quiz/${pin}`);
  const offer = page.getByRole("button", { name: /^Join as / });
  for (const [kind, name] of [["the same", "Kestrel"], ["a lookalike", "Кеstrеl"], ["a louder", "KESTREL"]] as const) {
    await test.step(kind, async () => {
      await page.getByLabel("Your nickname").fill(name);
      const refused = page.waitForResponse((answer) => answer.request().method() === "POST");
      await page.getByRole("button", { name: "Join the game" }).click();
      expect((await refused).status()).toBe(422);
      await expect(offer).toBeVisible();
      await expect(page.getByLabel("Your nickname")).toHaveValue(name);
      expect((await offer.innerText()).replace(/^Join as\s*/, "").trim()).not.toBe(name);
    });
  }
  await expectAccessible(page);
  const free = (await offer.innerText()).replace(/^Join as\s*/, "").trim();
  await offer.click();
  await expect(page.getByText(`You’re in, ${free}`)).toBeVisible();
  await expect(host.getByText("2 players", { exact: true })).toBeVisible();
});

test("a nickname that insults is refused, and the typed one stays", async ({ page, somebody, expectStatus }) => {
  expectStatus(422);
  const host = await somebody("educator");
  const { pin } = await hostGame(host, "Decency", [HEDGE]);
  await page.goto(`/quiz/${pin}`);
  await page.getByLabel("Your nickname").fill("fuck you");
  await page.getByRole("button", { name: "Join the game" }).click();
  await expect(page).toHaveURL(new RegExp(`/quiz/${pin}$`));
  await expect(page).toHaveTitle(/^Error:/);
  await expect(page.getByLabel("Your nickname")).toHaveAttribute("aria-invalid", "true");
});

test("a PIN that no game has is refused beside what was typed", { tag: ["@only-phone", "@nojs"] }, async ({
  page,
  expectStatus,
}) => {
  expectStatus(422);
  await page.goto("/quiz");
  await page.getByLabel("Game PIN").fill("12345");
  await page.getByRole("button", { name: "Join", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("A PIN has six digits.");
  await expect(page.getByLabel("Game PIN")).toHaveValue("12345");
});
