// Nothing needs a pointer.

import { expect, signIn, test, type Page } from "./convene";
import { HEDGE, expectStored, hostGame, join, press } from "./quiz";

test.use({ contextOptions: { reducedMotion: "no-preference" } });

/** Goes to what is called so by Tab alone, and looks whether the focus can be seen on the way. */
async function tabTo(page: Page, role: Parameters<Page["getByRole"]>[0], name: string | RegExp): Promise<void> {
  const target = await page.getByRole(role, { name, exact: typeof name === "string" }).first().elementHandle();
  for (let presses = 0; presses < 80; presses += 1) {
    const ring = await page.evaluate((element) => {
      if (!element || element !== document.activeElement) return undefined;
      const style = getComputedStyle(element);
      return { width: Number.parseFloat(style.outlineWidth), style: style.outlineStyle };
    }, target);
    if (ring) {
      expect(ring.style, `focus on ${name} is not visible`).not.toBe("none");
      expect(ring.width, `focus on ${name} is thin`).toBeGreaterThanOrEqual(2);
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`80 presses of Tab do not reach ${role} "${name}" on ${page.url()}`);
}

/** The first Tab stop of the page as it was just loaded. */
async function expectSkipLinkFirst(page: Page): Promise<void> {
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeInViewport();
}

async function pressButton(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, "button", name);
  await page.keyboard.press("Enter");
}

async function type(page: Page, name: string, text: string): Promise<void> {
  await tabTo(page, "textbox", name);
  await page.keyboard.type(text);
}

test("an educator signs in, writes a quiz and hosts it, and a player answers it, by keyboard alone", async ({
  page,
  somebody,
}) => {
  test.setTimeout(120_000);
  await test.step("sign in", async () => {
    await page.goto("/demo/educator");
    await expectSkipLinkFirst(page);
    await pressButton(page, "Continue");
    await expect(page).not.toHaveURL(/\/demo\//);
  });

  await test.step("write a quiz", async () => {
    await page.goto("/quizzes");
    await expectSkipLinkFirst(page);
    await tabTo(page, "link", "New quiz");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: "New quiz" })).toBeVisible();
    await type(page, "Title", "By keyboard");
    await pressButton(page, "Create and add questions");
    await expect(page.getByRole("heading", { level: 1, name: "Question 1" })).toBeVisible();
    await type(page, "Question", HEDGE.prompt);
    for (const [at, text] of HEDGE.answers.entries()) {
      const letter = "ABCDEF"[at] ?? "";
      await type(page, `Answer ${letter}`, text);
      if (HEDGE.right.includes(at)) {
        await tabTo(page, "radio", `Answer ${letter} is right`);
        await page.keyboard.press("Space");
      }
    }
    await pressButton(page, "Save question");
    await expect(page.getByRole("heading", { name: "1 question", exact: true })).toBeVisible();
  });

  const pin = await test.step("host it", async () => {
    await pressButton(page, "Open the lobby");
    await expect(page).toHaveURL(/\/quiz\/\d{6}\/host(#|$)/);
    await expect(page.getByText("Lobby", { exact: true })).toBeVisible();
    return /\/quiz\/(\d{6})/.exec(page.url())?.[1] ?? "";
  });

  const player = await somebody();
  await test.step("join it", async () => {
    await player.goto("/quiz");
    await expectSkipLinkFirst(player);
    await type(player, "Game PIN", pin);
    await player.keyboard.press("Enter");
    await expect(player.getByLabel("Your nickname")).toBeVisible();
    await type(player, "Your nickname", "Kestrel");
    await player.keyboard.press("Enter");
    await expect(player.getByText("You’re in, Kestrel")).toBeVisible();
  });

  await test.step("play it", async () => {
    await pressButton(page, "Start the quiz");
    await expect(player.getByRole("heading", { name: HEDGE.prompt })).toBeFocused();
    await player.keyboard.press("1");
    await expectStored(player);
    await expect(page.getByText("1 of 1 answered")).toBeVisible();
    await page.keyboard.press("n");
    await expect(player.getByRole("heading", { name: "Right", exact: true })).toBeFocused();
    await expect(page.getByRole("button", { name: "Show the podium" })).not.toHaveAttribute("aria-disabled", "true");
    await page.keyboard.press("n");
    await expect(player.getByRole("heading", { name: "You finished 1st" })).toBeFocused();
    await tabTo(player, "link", "See all results");
    await player.keyboard.press("Enter");
    await expect(player).toHaveURL(/\/games\//);
  });
});

test("several answers are marked with their keys and sent with Enter", async ({ page: host, somebody }) => {
  await signIn(host, "educator");
  const { pin } = await hostGame(host, "Several", [{ ...HEDGE, right: [0, 2] }]);
  const player = await somebody(undefined, "desktop");
  await join(player, pin, "Kestrel");
  await press(host, "Start the quiz");
  await expect(player.getByRole("heading", { name: HEDGE.prompt })).toBeFocused();
  await player.keyboard.press("1");
  await player.keyboard.press("c");
  await player.keyboard.press("Enter");
  await expectStored(player);
  await expect(host.getByText("1 of 1 answered")).toBeVisible();
});
