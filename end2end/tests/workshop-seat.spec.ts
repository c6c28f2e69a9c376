// A seat in a workshop: taken by a guest, wanted by two, waited for, given up, handed on; by one's own page.

import { expect, expectFits, ORIGIN, signIn, test, type Page } from "./convene";
import { freshAddress, mailsTo, mailTo } from "./mail";

/** Far enough for no reminder, near enough to be planned. */
const IN_A_YEAR = new Date(Date.now() + 360 * 24 * 3_600_000).toISOString().slice(0, 10);

/** What people do on a phone is looked at there; wider, the same pages are looked at elsewhere. */
const phone = { tag: "@only-phone" };

/** Publishes a workshop with so many seats, and answers its path. */
async function planned(
  educator: Page,
  title: string,
  seats: number,
  more: Record<string, string> = {},
): Promise<string> {
  const form = {
    title,
    summary: "What moves it.",
    place_kind: "online",
    link: "https://meet.example.org/room",
    start_date: IN_A_YEAR,
    start_time: "18:00",
    end_time: "19:30",
    zone: "Europe/Berlin",
    visibility: "listed",
    capacity: String(seats),
    promotion: "at_once",
    language: "en",
    level: "everybody",
    repeat: "none",
    then: "publish",
    ...more,
  };
  const answer = await educator.request.post("/workshops/new", { form, headers: { origin: ORIGIN }, maxRedirects: 0 });
  expect(answer.status(), title).toBe(303);
  const path = /\/workshops\/[0-9a-f-]{36}/.exec(answer.headers().location ?? "")?.[0];
  return path ?? "no workshop";
}

/** Fills the card of the page that is open. */
async function fill(page: Page, name: string, email: string): Promise<void> {
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Your e-mail address").fill(email);
}

async function registers(page: Page, path: string, name: string, email: string): Promise<void> {
  await page.goto(path);
  await fill(page, name, email);
  await page.getByRole("button", { name: "Register" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Check your email" })).toBeVisible();
}

/** The personal page in the newest mail to an address, read by an admin. */
async function seatOf(admin: Page, email: string, subject: RegExp): Promise<string> {
  const { text } = await mailTo(admin, email, subject);
  return /\/seat\/[0-9a-f.-]+/.exec(text)?.[0] ?? "no link";
}

test("a guest registers, changes and gives up without JavaScript", { tag: ["@only-phone", "@nojs"] }, async ({ page, somebody }) => {
  const path = await planned(await somebody("educator"), "Seats for guests", 5);
  const email = freshAddress("guest");
  await page.goto("/workshops");
  await page.goto(path);
  await expect(page.getByText("5 of 5 seats left")).toBeVisible();
  await registers(page, path, "Gus Guest", email);

  const admin = await somebody("admin");
  await page.goto(await seatOf(admin, email, /Seats for guests/));
  await expect(page.getByRole("heading", { level: 1, name: "You have a seat" })).toBeVisible();
  await page.getByLabel("Name, as the host sees it").fill("Gustav Guest");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Gustav Guest", { exact: false }).first()).toBeVisible();
  await page.locator("#give-up summary").click();
  await page.locator("#give-up").getByRole("button", { name: "Give up my seat" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "You gave up your seat" })).toBeVisible();
  await page.getByRole("button", { name: "Register again" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "You have a seat" })).toBeVisible();
});

test("a guest confirms by the link in the mail without JavaScript", { tag: ["@only-phone", "@nojs"] }, async ({ page, somebody }) => {
  const educator = await somebody("educator");
  const path = await planned(educator, "Confirmed by mail", 3, { confirm_guests: "on" });
  const email = freshAddress("confirms");
  await registers(page, path, "Connie Confirms", email);
  await expect(page.getByText("Confirm your registration with the link in the mail.")).toBeVisible();
  const { text } = await mailTo(await somebody("admin"), email, /Confirm your registration: Confirmed by mail/);
  await page.goto(/\/workshops\/[0-9a-f-]+\/confirm\/[0-9a-f.-]+/.exec(text)?.[0] ?? "no link");
  await expect(page.getByText("Your seat is held until")).toBeVisible();
  await expectFits(page);

  await educator.goto(`${path}/team`);
  await expect(educator.getByRole("heading", { name: "Awaiting confirmation (1)" })).toBeVisible();
  await expectFits(educator);
  await page.getByRole("button", { name: "Confirm registration" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "You have a seat" })).toBeVisible();
  await page.goto(path);
  await expect(page.getByText("2 of 3 seats left")).toBeVisible();
});

test("whoever was registered by somebody else is off the list with one click", phone, async ({
  page,
  somebody,
  expectAccessible,
}) => {
  const path = await planned(await somebody("educator"), "Somebody else's idea", 5);
  const email = freshAddress("notme");
  await registers(page, path, "Norma Notme", email);
  await expect(page.getByText(`We have written to ${email}.`).first()).toBeVisible();
  await page.goto(`${await seatOf(await somebody("admin"), email, /Somebody else's idea/)}#not-me`);
  await expect(page.locator("#not-me")).toBeInViewport();
  await expectAccessible(page);
  await page.getByRole("button", { name: "This was not me" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "You are off the list" })).toBeVisible();
  await expect(page.getByText("Norma Notme")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Register again" })).toHaveCount(0);
  await expectAccessible(page);
});

test("the last seat goes while the form is open, and comes back by the line", phone, async ({
  page,
  somebody,
  expectStatus,
  expectAccessible,
}) => {
  test.setTimeout(120_000);
  const path = await planned(await somebody("educator"), "One seat, two people", 1);
  const [first, second] = [freshAddress("first"), freshAddress("second")];
  await page.goto(path);
  await expectAccessible(page);
  await fill(page, "Second Comer", second);

  const other = await somebody();
  await registers(other, path, "First Comer", first);
  await expectAccessible(other);

  expectStatus(422);
  await page.getByRole("button", { name: "Register" }).click();
  await expect(page.getByText("That was the last seat.")).toBeVisible();
  await expect(page.getByLabel("Your name")).toHaveValue("Second Comer");
  await expect(page.getByLabel("Your e-mail address")).toHaveValue(second);
  await expectAccessible(page);
  await expectFits(page);
  await page.getByRole("button", { name: "Join the waiting list" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Check your email" })).toBeVisible();

  const admin = await somebody("admin");
  const seat = await seatOf(admin, second, /One seat, two people/);
  await page.goto(seat);
  await expect(page.getByRole("heading", { level: 1, name: "You are next in line" })).toBeVisible();
  await expectAccessible(page);

  await other.goto(await seatOf(admin, first, /One seat, two people/));
  await other.locator("#give-up summary").click();
  await expectAccessible(other);
  await other.locator("#give-up").getByRole("button", { name: "Give up my seat" }).click();
  await expect(other.getByRole("heading", { level: 1, name: "You gave up your seat" })).toBeVisible();

  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "You have a seat" })).toBeVisible();
  await expectAccessible(page);
  await expectFits(page);
  await expect.poll(async () => (await mailsTo(admin, second)).length).toBe(2);
});

test("one click is enough for whoever is signed in, and the seat goes to a friend", phone, async ({
  page,
  somebody,
  expectAccessible,
}) => {
  const path = await planned(await somebody("educator"), "One click", 3);
  await signIn(page, "member");
  await page.goto(path);
  await page.getByRole("button", { name: "Register" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "You have a seat" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Your seat" }).click();
  await page.getByText("Give my seat to a friend").click();
  await page.getByLabel("Your friend's name").fill("Lola Friend");
  await page.getByLabel("Your friend's e-mail address").fill(freshAddress("lola"));
  await expectAccessible(page);
  await page.getByRole("button", { name: "Give them my seat" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your seat is handed on" })).toBeVisible();
});

test("links that open nothing say so", { tag: ["@only-phone", "@nojs"] }, async ({ page, expectStatus }) => {
  expectStatus(404);
  expect((await page.goto("/seat/0192f0c1-0000-7000-8000-000000000000.00000000000000000000000000000000"))?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1, name: "This link opens nothing" })).toBeVisible();
});
