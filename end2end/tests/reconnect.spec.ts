// Nobody loses a seat, an answer or a game to a reload, a second tab or a lost network.

import { expect, signIn, test, type Page } from "./convene";
import { answer, expectAnswered, expectStored, FUNDING, HEDGE, hostGame, join, press, reveal, tile } from "./quiz";

/** Every WebSocket of the page dies with its network, as they do on a train; Chromium alone would keep them. */
async function networkOf(page: Page): Promise<{ cut: () => Promise<void>; mend: () => Promise<void> }> {
  const open = new Set<{ close: (options: { code: number; reason: string }) => Promise<void> }>();
  let down = false;
  await page.routeWebSocket(/\/socket\?/, (socket) => {
    if (down) {
      void socket.close({ code: 3000, reason: "no network" });
      return;
    }
    socket.connectToServer();
    open.add(socket);
  });
  return {
    cut: async () => {
      down = true;
      await page.context().setOffline(true);
      await Promise.all([...open].map((socket) => socket.close({ code: 3000, reason: "no network" })));
      open.clear();
    },
    mend: async () => {
      down = false;
      await page.context().setOffline(false);
    },
  };
}

test("a host who reloads in the middle of a question finds the same question and the same counts", async ({
  page,
  somebody,
}) => {
  await signIn(page, "educator");
  const { pin } = await hostGame(page, "A host reloads", [HEDGE, FUNDING]);
  const [kestrel, otter] = [await somebody(), await somebody()];
  await join(kestrel, pin, "Kestrel");
  await join(otter, pin, "Otter");
  await press(page, "Start the quiz");
  await answer(kestrel, "Short 10 ETH");
  await expectAnswered(page, 1, 2);

  await page.reload();
  await expect(page.getByRole("heading", { name: HEDGE.prompt })).toBeVisible();
  await expectAnswered(page, 1, 2);
  await expect(page.getByText("Question open")).toBeVisible();

  await test.step("the game goes on from the new page", async () => {
    await answer(otter, "Ten more ETH");
    await expectAnswered(page, 2, 2);
    await reveal(page);
    await expect(kestrel.getByRole("heading", { name: "Right", exact: true })).toBeVisible();
  });
});

test("a game can be steered on from the host's phone", async ({ page, somebody }) => {
  await signIn(page, "educator");
  const { pin } = await hostGame(page, "A host changes device", [HEDGE]);
  const phone = await somebody("educator", "phone");
  await phone.goto(`/quiz/${pin}/host`);
  await press(phone, "Start the quiz");
  await expect(page.getByRole("heading", { name: HEDGE.prompt })).toBeVisible();
});

test("a player who reloads keeps the seat and sees the own answer", { tag: "@phone" }, async ({ page, somebody }) => {
  const host = await somebody("educator", "desktop");
  const { pin } = await hostGame(host, "A player reloads", [HEDGE]);
  const other = await somebody();
  await join(page, pin, "Kestrel");
  await join(other, pin, "Otter");
  await press(host, "Start the quiz");
  await answer(page, "Short 10 ETH");
  await page.reload();
  await expect(page.getByText("Answer stored: A")).toBeVisible();
  await expect(tile(page, "Short 10 ETH")).toHaveAttribute("aria-pressed", "true");
  await expectAnswered(host, 1, 2);
});

test("a second tab is the same seat, and what one tab answers both show", async ({ page, context, somebody }) => {
  const host = await somebody("educator");
  const { pin } = await hostGame(host, "Two tabs", [HEDGE]);
  const other = await somebody();
  await join(page, pin, "Kestrel");
  await join(other, pin, "Otter");
  const second = await context.newPage();
  await second.goto(`/quiz/${pin}`);
  await expect(second).toHaveURL(new RegExp(`/quiz/${pin}/play$`));
  await expect(second.getByText("You’re in, Kestrel")).toBeVisible();
  await expect(host.getByText("2 players", { exact: true })).toBeVisible();
  await press(host, "Start the quiz");
  await answer(second, "Long 10 ETH");
  await expect(page.getByText("Answer stored: B")).toBeVisible();
  await expectAnswered(host, 1, 2);
});

test("a player without a network answers all the same, and is counted once it is back", async ({ page, somebody }) => {
  const host = await somebody("educator");
  const { pin } = await hostGame(host, "A tunnel", [HEDGE, FUNDING]);
  const other = await somebody();
  const network = await networkOf(page);
  await join(page, pin, "Kestrel");
  await join(other, pin, "Otter");
  await press(host, "Start the quiz");
  await expect(page.getByRole("heading", { name: HEDGE.prompt })).toBeVisible();

  await network.cut();
  await expect(page.getByText("Reconnecting… Your seat is kept.")).toBeVisible();
  await tile(page, "Short 10 ETH").click();
  await expect(page.getByText("No connection. Your answer is kept and sent again.")).toBeVisible();
  await expectAnswered(host, 0, 2);

  await network.mend();
  await expectStored(page);
  await expect(page.getByText("Reconnecting…")).toHaveCount(0);
  await expectAnswered(host, 1, 2);
  await reveal(host);
  await expect(page.getByRole("heading", { name: "Right", exact: true })).toBeVisible();
});

test("a player who was away for five seconds is where the game is", async ({ page, somebody }) => {
  const host = await somebody("educator");
  const { pin } = await hostGame(host, "Away", [HEDGE, FUNDING]);
  const network = await networkOf(page);
  await join(page, pin, "Kestrel");
  await press(host, "Start the quiz");
  await expect(page.getByRole("heading", { name: HEDGE.prompt })).toBeVisible();
  await network.cut();
  const gone = Date.now();
  await expect(page.getByText("Reconnecting…")).toBeVisible();
  await reveal(host);
  await press(host, "Next question");
  await expect(host.getByRole("heading", { name: FUNDING.prompt })).toBeVisible();
  await expect.poll(() => Date.now() - gone, { message: "five seconds without a network" }).toBeGreaterThan(5_000);
  await expect(page.getByRole("heading", { name: HEDGE.prompt })).toBeVisible();
  await network.mend();
  await expect(page.getByRole("heading", { name: FUNDING.prompt })).toBeVisible();
  await answer(page, "Longs");
  await expectAnswered(host, 1, 1);
});
