// Calendars as a program that is not ours reads them: feeds, files and the invitations that mails carry.

import ICAL from "ical.js";
import { expect, ORIGIN, expectFits, signIn, test, type Page } from "./convene";
import { freshAddress, mailTo } from "./mail";

const TITLE = 'Risk, "hedged"; слои и хранилища: 資金調達率とヘッジの基礎';
const SUMMARY = "What moves funding, and what does not; a long line that no calendar may cut inside a letter: Größe, naïve, 金利.";

/** Two months ahead, in Kathmandu, where no clock is ever changed and the offset is five hours and three quarters. */
const DAY = new Date(Date.now() + 60 * 86_400_000).toISOString().slice(0, 10);

/** The calendar at an address, whole and in its parts. */
async function calendar(page: Page, path: string): Promise<{ text: string; events: ICAL.Event[]; root: ICAL.Component }> {
  const answer = await page.request.get(path);
  expect(answer.status(), path).toBe(200);
  expect(answer.headers()["content-type"]).toContain("text/calendar");
  const text = await answer.text();
  for (const line of text.split("\r\n")) expect(Buffer.byteLength(line), line).toBeLessThanOrEqual(75);
  expect(text.replaceAll("\r\n", ""), "every line ends in CRLF").not.toMatch(/[\r\n]/);
  const root = new ICAL.Component(ICAL.parse(text));
  expect(root.getFirstPropertyValue("version")).toBe("2.0");
  return { text, root, events: root.getAllSubcomponents("vevent").map((event) => new ICAL.Event(event)) };
}

/** The invitation in the newest mail to an address, as admins find it. */
async function invitation(admin: Page, email: string, subject: RegExp) {
  const mail = await mailTo(admin, email, subject);
  const read = await calendar(admin, mail.files.get("invite.ics") ?? "no file");
  const event = read.events[0];
  if (!event) throw new Error("no event in the invitation");
  return { ...read, event, seat: /\/seat\/[0-9a-f.-]+/.exec(mail.text)?.[0] ?? "no link", mail: mail.text };
}

const value = (event: ICAL.Event, name: string): string => String(event.component.getFirstPropertyValue(name));
const start = (event: ICAL.Event): string => event.startDate.toJSDate().toISOString();

async function planned(educator: Page, changes: Record<string, string> = {}): Promise<string> {
  const form = {
    title: TITLE,
    summary: SUMMARY,
    place_kind: "online",
    link: "https://meet.example.org/only-for-those-inside",
    start_date: DAY,
    start_time: "18:00",
    end_time: "19:30",
    zone: "Asia/Kathmandu",
    visibility: "listed",
    promotion: "at_once",
    language: "en",
    level: "everybody",
    repeat: "none",
    then: "publish",
    ...changes,
  };
  const answer = await educator.request.post("/workshops/new", { form, headers: { origin: ORIGIN }, maxRedirects: 0 });
  expect(answer.status(), await answer.text()).toBe(303);
  return /\/workshops\/[0-9a-f-]{36}/.exec(answer.headers().location ?? "")?.[0] ?? "no workshop";
}

test("calendars follow a workshop from sign-up over a new time to its end", async ({ page, somebody }) => {
  test.setTimeout(120_000);
  const [educator, admin] = [await somebody("educator"), await somebody("admin")];
  const path = await planned(educator, { topics: "calendar begins, calendar ends" });
  const uid = `workshop-${path.split("/").pop()}@localhost`;
  const email = freshAddress("calendar");

  await test.step("the feed and the file of the workshop hold it", async () => {
    // A calendar may be a minute old: each of these two is asked for once.
    const { root, events } = await calendar(page, "/workshops/calendar.ics?topic=calendar%20begins");
    expect(root.getFirstPropertyValue("method")).toBe("PUBLISH");
    const listed = events.find((event) => event.uid === uid);
    expect(listed?.summary).toBe(TITLE);
    const { events: [single] } = await calendar(page, `${path}/event.ics`);
    if (!single) throw new Error("no event");
    expect([single.uid, single.summary, start(single)]).toEqual([uid, TITLE, `${DAY}T12:15:00.000Z`]);
    expect(single.description).toContain(SUMMARY);
    expect(value(single, "url")).toContain(path);
    expect(single.attendees).toHaveLength(0);
  });

  await page.goto(path);
  await page.getByLabel("Your name").fill("Cal, Endar; \"C\"");
  await page.getByLabel("Your e-mail address").fill(email);
  await page.getByRole("button", { name: "Register" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Check your email" })).toBeVisible();
  const first = await invitation(admin, email, /You have a seat/);

  await test.step("the mail invites whoever registered", async () => {
    expect(first.root.getFirstPropertyValue("method")).toBe("REQUEST");
    expect([first.event.uid, first.event.sequence, first.event.summary]).toEqual([uid, 0, TITLE]);
    expect(value(first.event, "status")).toBe("CONFIRMED");
    expect(value(first.event, "organizer")).toMatch(/^mailto:.+@/);
    expect(first.event.attendees.map((attendee) => String(attendee.getFirstValue()))).toEqual([`mailto:${email}`]);
    expect(first.event.location).toContain(`${first.seat}/join`);
    expect(first.text + first.mail, "the link of the room stays inside").not.toContain("only-for-those-inside");
    const { events: [own] } = await calendar(page, `${first.seat}/event.ics`);
    expect([own?.uid, own?.sequence]).toEqual([uid, 0]);
  });

  await test.step("a new time is an update of the same entry", async () => {
    await educator.goto(`${path}/edit`);
    await educator.getByLabel("at", { exact: true }).fill("20:00");
    await educator.getByLabel("Ends at").fill("21:30");
    await educator.getByRole("button", { name: "Save changes" }).click();
    const moved = await invitation(admin, email, /New time or place/);
    expect(moved.root.getFirstPropertyValue("method")).toBe("REQUEST");
    expect(moved.event.uid).toBe(uid);
    expect(moved.event.sequence).toBeGreaterThan(first.event.sequence);
    expect(start(moved.event)).toBe(`${DAY}T14:15:00.000Z`);
  });

  await test.step("called off, it leaves calendars and feeds", async () => {
    const form = { act: "cancel", scope: "one", reason: "The host is ill." };
    const answer = await educator.request.post(`${path}/edit`, { form, headers: { origin: ORIGIN }, maxRedirects: 0 });
    expect(answer.status()).toBe(303);
    const gone = await invitation(admin, email, /Called off/);
    expect(gone.root.getFirstPropertyValue("method")).toBe("CANCEL");
    expect([gone.event.uid, value(gone.event, "status")]).toEqual([uid, "CANCELLED"]);
    expect(gone.event.sequence).toBeGreaterThan(1);
    const { events } = await calendar(page, "/workshops/calendar.ics?topic=calendar%20ends");
    const listed = events.find((event) => event.uid === uid);
    expect(listed && value(listed, "status")).toBe("CANCELLED");
  });
});

test("a series given to a calendar and taken out of it is one file each, in the language of the browser", async ({
  page,
  somebody,
}) => {
  const [educator, admin] = [await somebody("educator"), await somebody("admin")];
  const path = await planned(educator, { repeat: "weekly", count: "3", title: "Drei Termine" });
  const email = freshAddress("series");
  const headers = { origin: ORIGIN, "accept-language": "de-AT,de;q=0.9,en;q=0.8" };
  const form = { name: "Kim", email, whole_series: "on" };
  const answer = await page.request.post(path, { form, headers, maxRedirects: 0 });
  expect(answer.status(), await answer.text()).toBe(303);

  const dates = async (subject: RegExp) => {
    const mail = await mailTo(admin, email, subject);
    const read = await calendar(admin, mail.files.get("dates.ics") ?? "no file");
    expect(read.root.getFirstPropertyValue("method")).toBe("PUBLISH");
    return { mail: mail.text, ...read };
  };
  const first = await dates(/Du bist für 3 Termine angemeldet: Drei Termine/);
  expect(first.mail).toContain("du hast bei jedem dieser Termine einen Platz.");
  expect(first.events.map((event) => value(event, "status"))).toEqual(Array(3).fill("CONFIRMED"));
  expect(new Set(first.events.map((event) => event.uid)).size).toBe(3);

  const cancel = { act: "cancel", scope: "all", reason: "Der Raum ist weg." };
  const done = await educator.request.post(`${path}/edit`, { form: cancel, headers: { origin: ORIGIN }, maxRedirects: 0 });
  expect(done.status()).toBe(303);
  const gone = await dates(/3 Termine abgesagt: Drei Termine/);
  expect(gone.mail).toContain("Der Raum ist weg.");
  expect(gone.events.map((event) => [event.uid, start(event), value(event, "status")])).toEqual(
    first.events.map((event) => [event.uid, start(event), "CANCELLED"]),
  );
  for (const [at, event] of gone.events.entries()) {
    expect(event.sequence).toBeGreaterThan(first.events[at]?.sequence ?? 0);
    expect(event.attendees, "what is published names nobody").toHaveLength(0);
  }
});

test("members subscribe to their own calendar and end an address", { tag: "@only-phone" }, async ({
  page,
  somebody,
  expectAccessible,
}) => {
  await signIn(page, "educator");
  await page.goto("/me/calendar");
  const make = page.getByRole("button", { name: "Make my address" });
  if (await make.isVisible()) await make.click();
  await expect(page.getByLabel("Your address", { exact: true })).toBeVisible();
  await expectAccessible(page);
  await expectFits(page);
  const address = await page.getByLabel("Your address", { exact: true }).inputValue();
  const program = await somebody();
  const { root, events } = await calendar(program, new URL(address).pathname);
  expect(String(root.getFirstPropertyValue("x-wr-calname"))).toContain("My workshops");
  expect(events.length, "the workshops this educator runs").toBeGreaterThan(0);
  await page.getByRole("button", { name: "End this address and make another" }).click();
  await expect(page.getByLabel("Your address", { exact: true })).not.toHaveValue(address);
  expect((await program.request.get(new URL(address).pathname)).status()).toBe(404);
});

test("the team writes to those who registered, who can do without", { tag: "@only-phone" }, async ({
  page,
  somebody,
  expectAccessible,
}) => {
  const path = await planned(await somebody("educator"));
  await signIn(page, "educator");
  const guest = await somebody();
  const email = freshAddress("message");
  await guest.goto(path);
  await guest.getByLabel("Your name").fill("Mess Age");
  await guest.getByLabel("Your e-mail address").fill(email);
  await guest.getByRole("button", { name: "Register" }).click();
  await page.goto(`${path}/messages`);
  await expect(page.getByText("Who has a seat: 1 person")).toBeVisible();
  await page.getByLabel("Subject").fill("Bring a laptop");
  await page.getByLabel("Message", { exact: true }).fill("The room has sockets.");
  await expectAccessible(page);
  await expectFits(page);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByText("The message is on its way to 1 person.")).toBeVisible();
  await expect(page.locator(".message-list").getByText("Bring a laptop")).toBeVisible();
  await expect(page.getByLabel("Subject")).toHaveValue("");

  const admin = await somebody("admin");
  const { text } = await mailTo(admin, email, "Bring a laptop");
  await guest.goto(/\/unsubscribe\/[\w.-]+/.exec(text)?.[0] ?? "/no-link");
  await expectAccessible(guest);
  await guest.getByRole("button", { name: "Unsubscribe" }).click();
  await expect(guest.getByRole("heading", { level: 1, name: "You are unsubscribed" })).toBeVisible();
  await page.goto(`${path}/messages`);
  await expect(page.getByText("One more wants no messages and gets none.").first()).toBeVisible();
});
