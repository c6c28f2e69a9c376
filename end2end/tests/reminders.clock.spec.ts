// Reminders come when the clock says so. The server's clock is moved; nobody waits.

import { expect, ORIGIN, passTime, test } from "./convene";
import { freshAddress, mailsTo, mailTo } from "./mail";

const HOUR = 3_600_000;

test("a reminder comes an hour before the start, with the way in", async ({ page, request, somebody }) => {
  const [educator, admin] = [await somebody("educator"), await somebody("admin")];
  // Other tests have moved the clock. Starts are planned by the minute.
  const start = new Date((await passTime(request, 0)) + 3 * 24 * HOUR);
  const form = {
    title: "Reminded in time",
    summary: "What moves it.",
    place_kind: "online",
    link: "https://meet.example.org/room",
    start_date: start.toISOString().slice(0, 10),
    start_time: start.toISOString().slice(11, 16),
    end_date: new Date(start.getTime() + HOUR).toISOString().slice(0, 10),
    end_time: new Date(start.getTime() + HOUR).toISOString().slice(11, 16),
    zone: "UTC",
    reminders: "1 h",
    repeat: "none",
    then: "publish",
  };
  const answer = await educator.request.post("/workshops/new", { form, headers: { origin: ORIGIN }, maxRedirects: 0 });
  expect(answer.status(), await answer.text()).toBe(303);
  const path = /\/workshops\/[0-9a-f-]{36}/.exec(answer.headers().location ?? "")?.[0] ?? "no workshop";
  const email = freshAddress("reminded");
  await page.goto(path);
  await page.getByLabel("Your name").fill("Remy Nder");
  await page.getByLabel("Your e-mail address").fill(email);
  await page.getByRole("button", { name: "Register" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Check your email" })).toBeVisible();

  const reminder = /It begins in/;
  await passTime(request, 3 * 24 * HOUR - 2 * HOUR);
  expect(await mailsTo(admin, email, reminder)).toHaveLength(0);
  await passTime(request, HOUR);
  expect((await mailTo(admin, email, reminder)).text).toContain("/join");
  expect(await mailsTo(admin, email, reminder), "once").toHaveLength(1);
});
