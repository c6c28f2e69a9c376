// Two people steer one game from browsers of their own.

import { expect, signIn, test, type Page } from "./convene";
import { signInByCode } from "./mail";
import { answer, expectAnswered, FUNDING, HEDGE, hostGame, join, press, reveal } from "./quiz";

const CO_HOST = "mei@vault.example.org";

/** Lets a page wait for what the game says, as on a slow network; what it says itself goes out at once. */
async function slowLineOf(page: Page): Promise<{ hold: () => void; release: () => void }> {
  let waiting: (() => void)[] | undefined;
  await page.routeWebSocket(/\/socket\?/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      const pass = () => socket.send(message);
      if (waiting) waiting.push(pass);
      else pass();
    });
  });
  return {
    hold: () => {
      waiting = [];
    },
    release: () => {
      for (const pass of waiting ?? []) pass();
      waiting = undefined;
    },
  };
}

test("a co-host takes over, both see the same game, and a click that comes too late is told so", async ({
  page: host,
  somebody,
  expectStatus,
}) => {
  expectStatus(403);
  await signIn(host, "educator");
  const line = await slowLineOf(host);
  const { pin } = await hostGame(host, "Two at the desk", [HEDGE, FUNDING]);
  const [player, second] = [await somebody(), await somebody()];
  await join(player, pin, "Kestrel");
  const both = [host, second];

  await test.step("who was added by the host finds the game as it stands", async () => {
    await second.goto(`/sign-in?next=/quiz/${pin}/host`);
    await signInByCode(second, await somebody(), CO_HOST);
    await expect(second.getByRole("heading", { name: "Not open to you" })).toBeVisible();
    await host.getByLabel("Add a co-host").fill(CO_HOST);
    await host.getByRole("button", { name: "Add", exact: true }).click();
    await expect(host.getByText("Mei Tanaka can steer this game now.")).toBeVisible();
    await second.goto(`/quiz/${pin}/host`);
    for (const page of both) await expect(page.getByText("1 player", { exact: true })).toBeVisible();
  });

  await test.step("what the co-host does, both see", async () => {
    await press(second, "Start the quiz");
    for (const page of both) await expect(page.getByRole("heading", { name: HEDGE.prompt })).toBeVisible();
    await answer(player, "Short 10 ETH");
    for (const page of both) await expectAnswered(page, 1, 1);
  });

  await test.step("the host's late click changes nothing and says why", async () => {
    line.hold();
    await reveal(second);
    await press(second, "Next question");
    await expect(player.getByRole("heading", { name: FUNDING.prompt })).toBeVisible();
    await expect(second.getByRole("heading", { name: FUNDING.prompt })).toBeVisible();
    await reveal(host);
    line.release();
    await expect(host.getByRole("alert").filter({ hasText: "The game has moved on." })).toBeVisible();
    for (const page of both) {
      await expect(page.getByRole("heading", { name: FUNDING.prompt })).toBeVisible();
      await expect(page.getByRole("button", { name: "Close and reveal" })).toBeVisible();
    }
  });

  await test.step("then the host goes on, and the co-host sees it", async () => {
    await answer(player, "Longs");
    await reveal(host);
    await press(host, "Show the podium");
    for (const page of both) await expect(page.getByRole("list", { name: "Podium" })).toContainText("Kestrel");
  });
});
