// Quizzes, games and seats for the journeys. What a journey is not about is set up by plain requests.

import { expect, type APIResponse, type Locator, type Page } from "@playwright/test";

import { ORIGIN } from "./convene";

export type Question = {
  prompt: string;
  answers: string[];
  /** Positions of the right answers. */
  right: number[];
  /** In seconds; none is no limit. */
  limit?: number;
};

export const HEDGE: Question = {
  prompt: "Which position hedges 10 ETH of spot?",
  answers: ["Short 10 ETH of perpetuals", "Long 10 ETH of perpetuals", "Ten more ETH"],
  right: [0],
};

export const FUNDING: Question = {
  prompt: "Who pays when funding is positive?",
  answers: ["Shorts", "Longs"],
  right: [1],
};

export type Game = { pin: string; quiz: string };

/** Sends a form as the page's own browser would. Redirects are not followed. */
async function post(page: Page, path: string, form: [string, string][]): Promise<APIResponse> {
  const data = new URLSearchParams(form).toString();
  const headers = { origin: ORIGIN, "content-type": "application/x-www-form-urlencoded" };
  return page.request.post(path, { headers, data, maxRedirects: 0 });
}

/** Where a form that was taken leads to. */
export async function sent(page: Page, path: string, form: [string, string][]): Promise<string> {
  const answer = await post(page, path, form);
  expect(answer.status(), `POST ${path}: ${answer.status() === 422 ? await answer.text() : ""}`).toBe(303);
  return answer.headers()["location"] ?? "";
}

/** A quiz of whoever is signed in on this page; returns its address. */
export async function writeQuiz(page: Page, title: string, questions: Question[]): Promise<string> {
  const first = await sent(page, "/quizzes/new", [["title", title], ["summary", ""]]);
  for (const question of questions) {
    await sent(page, first, [
      ["act", "save"],
      ["kind", question.right.length > 1 ? "multiple" : "single"],
      ["prompt", question.prompt],
      ...question.answers.map((text, at): [string, string] => [`choice_${at}`, text]),
      ...question.right.map((at): [string, string] => ["correct", String(at)]),
      ["limit", question.limit ? String(question.limit) : ""],
      ["weight", "1"],
      ["explanation", ""],
      ["then", "back"],
    ]);
  }
  return first.replace("/questions/new", "");
}

/** Opens a game of a new quiz. */
export async function openGame(page: Page, title: string, questions: Question[]): Promise<Game> {
  const quiz = await writeQuiz(page, title, questions);
  const host = await sent(page, quiz, [["act", "host"], ["scoring", "speed"]]);
  const pin = /\/quiz\/(\d{6})\/host/.exec(host)?.[1] ?? "";
  expect(pin).toMatch(/^\d{6}$/);
  return { pin, quiz };
}

/** Opens a game of a new quiz and shows its host's page. */
export async function hostGame(page: Page, title: string, questions: Question[]): Promise<Game> {
  const game = await openGame(page, title, questions);
  await page.goto(`/quiz/${game.pin}/host`);
  await expect(page.getByRole("button", { name: "Start the quiz" })).toBeEnabled();
  return game;
}

/** Takes a seat by the form behind a link. */
export async function join(page: Page, pin: string, nickname: string): Promise<void> {
  await page.goto(`/quiz/${pin}`);
  await page.getByLabel("Your nickname").fill(nickname);
  await page.getByRole("button", { name: "Join the game" }).click();
  await expect(page).toHaveURL(new RegExp(`/quiz/${pin}/play$`));
  // The seat is there; the page has heard from the game too.
  await expect(page.getByText("Connecting…")).toHaveCount(0);
}

/** The answer tiles in a player's hand. */
export function tile(page: Page, text: string): Locator {
  return page.getByRole("group", { name: "Answers" }).getByRole("button").filter({ hasText: text });
}

/** The game has this player's answer. The last one to answer sees the question close at once. */
export async function expectStored(page: Page): Promise<void> {
  await expect(page.getByText(/^(Answer stored:|Your answer is stored:)/)).toBeVisible();
}

export async function answer(page: Page, text: string): Promise<void> {
  await tile(page, text).click();
  await expectStored(page);
}

/** Presses one of the host's buttons, once it takes presses. */
export async function press(host: Page, name: string | RegExp): Promise<void> {
  const button = host.getByRole("group", { name: "Game controls" }).getByRole("button", { name, exact: true });
  await expect(button).not.toHaveAttribute("aria-disabled", "true");
  await button.click();
}

/** Shows the right answer, whether or not the question has closed by itself. */
export async function reveal(host: Page): Promise<void> {
  await press(host, /^(Close and reveal|Reveal the answer)$/);
}

export async function expectAnswered(host: Page, answered: number, players: number): Promise<void> {
  await expect(host.getByText(`${answered} of ${players} answered`)).toBeVisible();
}

/** "1,250 points" and "1\u202f250 points" are 1250. */
export function points(text: string | null): number {
  const digits = (text ?? "").replace(/[,\s\u202f\u2009]/g, "");
  return Number(/(\d+)/.exec(digits)?.[1] ?? Number.NaN);
}
