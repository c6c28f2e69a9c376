// The day: a seat's code is read from its picture by a decoder of its own, scans are never lost, and it all works
// by hand too.

import jsQR from "jsqr";

import { expect, expectFits, signIn, test, type Page } from "./convene";
import { sent } from "./quiz";

/** The door is a phone's work. */
const phone = { tag: "@only-phone" };

type Seat = { name: string; page: string };

/** A published workshop of whoever is signed in on this page, in two hours, so that its door is open; its id. */
async function publish(page: Page, title: string): Promise<string> {
  const [start, end] = [2, 4].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString());
  const at = await sent(page, "/workshops/new", [
    ["act", "save"],
    ["then", "publish"],
    ["title", title],
    ["summary", "What moves them."],
    ["language", "en"],
    ["level", "everybody"],
    ["place_kind", "on_site"],
    ["address", "Torstraße 1, Berlin"],
    ["start_date", start!.slice(0, 10)],
    ["start_time", start!.slice(11, 16)],
    ["end_date", end!.slice(0, 10)],
    ["end_time", end!.slice(11, 16)],
    ["zone", "+00:00"],
    ["capacity", "20"],
    ["visibility", "listed"],
    ["promotion", "at_once"],
  ]);
  const id = /\/workshops\/([0-9a-f-]{36})/.exec(at)?.[1] ?? "";
  expect(id, at).toMatch(/^[0-9a-f-]{36}$/);
  return id;
}

/** Registers whoever is signed in on this page. */
async function register(page: Page, id: string): Promise<Seat> {
  await sent(page, `/workshops/${id}`, [["act", "register"]]);
  await page.goto(`/workshops/${id}`);
  const href = await page.locator("a[href^='/seat/']").first().getAttribute("href");
  const path = /^\/seat\/[^/?#]+/.exec(href ?? "")?.[0] ?? "";
  await page.goto("/me");
  const name = (await page.getByRole("heading", { level: 1 }).innerText()).replace("Hello, ", "");
  return { name, page: path };
}

/** The picture of a seat's code, as its holder's phone shows it. */
async function picture(page: Page, seat: Seat): Promise<Buffer> {
  await page.goto(seat.page);
  const code = page.getByRole("img", { name: "Your code for the door, as a QR code" });
  await expect(code).toBeVisible();
  await expect.poll(() => code.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  return code.screenshot();
}

/** What the picture says, read by a decoder that is not ours. */
async function decoded(page: Page, png: Buffer): Promise<string> {
  const { width, height, pixels } = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d")!;
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    return { width: bitmap.width, height: bitmap.height, pixels: [...data] };
  }, png.toString("base64"));
  const code = jsQR(new Uint8ClampedArray(pixels), width, height);
  expect(code, "a code in the picture").not.toBeNull();
  return code?.data ?? "";
}

/** Shows a picture to the desk. */
async function show(desk: Page, png: Buffer): Promise<void> {
  const input = desk.getByLabel("Read a picture of a code");
  await expect(input).toBeEnabled();
  await input.setInputFiles({ name: "code.png", mimeType: "image/png", buffer: png });
}

function result(desk: Page) {
  return desk.locator(".desk-result");
}

test("a seat's code, read from its picture, checks its holder in", phone, async ({
  page,
  somebody,
  expectAccessible,
}) => {
  await signIn(page, "educator");
  const id = await publish(page, "Check-in by picture");
  const member = await somebody("member");
  const seat = await register(member, id);
  const address = new URL(await decoded(member, await picture(member, seat)));
  expect(address.pathname).toBe(`/workshops/${id}/check-in`);

  await test.step("any camera leads its educator to a button, and opening checks nobody in", async () => {
    await page.goto(address.pathname + address.search);
    await expect(page.getByRole("heading", { name: "Check this person in?" })).toBeVisible();
    await expectAccessible(page);
    await expectFits(page);
    await page.goto(`/workshops/${id}/check-in`);
    await expect(page.locator(".desk-count")).toHaveText("0 of 1 are in");
    await page.goto(address.pathname + address.search);
    await page.getByRole("button", { name: "Check in", exact: true }).first().click();
    await expect(page.getByText(`${seat.name} is in.`)).toBeVisible();
  });

  await test.step("a second time it says so", async () => {
    await page.goto(address.pathname + address.search);
    await expect(page.getByRole("heading", { name: "Already in" })).toBeVisible();
  });

  await test.step("the team sees who came", async () => {
    await page.goto(`/workshops/${id}/team?show=attended`);
    await expect(page.getByRole("row").filter({ hasText: seat.name })).toContainText("In at");
    await expectAccessible(page);
    await expectFits(page);
  });
});

test("the desk reads codes, tells double scans, and keeps what the line cannot take", phone, async ({
  page,
  somebody,
  expectAccessible,
  watch,
}) => {
  await signIn(page, "educator");
  const id = await publish(page, "Check-in with a weak line");
  const [one, two] = [await somebody("member"), await somebody("lead")];
  const [first, second] = [await register(one, id), await register(two, id)];
  const [firstCode, secondCode] = [await picture(one, first), await picture(two, second)];
  await page.goto(`/workshops/${id}/check-in`);
  await expectAccessible(page);

  await show(page, firstCode);
  await expect(result(page)).toContainText("In");
  await expect(result(page)).toContainText(`${first.name} is in.`);
  await expect(page.locator(".desk-count")).toHaveText("1 of 2 is in");
  await expectFits(page);

  await test.step("a double scan says since when", async () => {
    await show(page, firstCode);
    await expect(result(page)).toContainText("Already in");
    await expect(result(page)).toContainText(`${first.name} was already in since`);
    await expectAccessible(page);
  });

  await test.step("without a line a scan is kept, and a double scan is told at once", async () => {
    await page.context().setOffline(true);
    await show(page, secondCode);
    await expect(result(page)).toContainText("Kept, will be sent");
    await expect(page.getByText("1 scan is kept on this phone and will be sent.")).toBeVisible();
    await show(page, secondCode);
    await expect(result(page)).toContainText("Scanned here at");
    await expectAccessible(page);
  });

  await test.step("when the line is back it goes out by itself", async () => {
    await page.context().setOffline(false);
    await expect(result(page)).toContainText(`${second.name} is in.`);
    await expect(page.getByText("kept on this phone")).toHaveCount(0);
    await expect(page.locator(".desk-count")).toHaveText("2 of 2 are in");
    watch.forget(/ERR_INTERNET_DISCONNECTED/);
  });

  await test.step("a picture without a code says so", async () => {
    await show(page, await page.locator("h1").screenshot());
    await expect(result(page)).toContainText("There is no code in this picture.");
  });
});

test("a scan that was kept survives a closed page", async ({ page, somebody, watch }) => {
  await signIn(page, "educator");
  const id = await publish(page, "Check-in with a closed page");
  const member = await somebody("member");
  const seat = await register(member, id);
  const code = await picture(member, seat);
  const path = `/workshops/${id}/check-in`;
  await page.goto(path);
  await expect(page.getByLabel("Read a picture of a code")).toBeEnabled();
  // The server is there, but what is posted does not arrive.
  await page.route((url) => url.pathname === path, (route) =>
    route.request().method() === "POST" ? route.abort("connectionfailed") : route.continue(),
  );
  await show(page, code);
  await expect(result(page)).toContainText("Kept, will be sent");
  const context = page.context();
  await page.close();
  const again = await context.newPage();
  await again.goto(path);
  await expect(result(again)).toContainText(`${seat.name} is in.`);
  watch.forget(/ERR_CONNECTION_FAILED/);
});

test("the camera sees a code once, however long it looks", async ({ page, somebody }) => {
  await signIn(page, "educator");
  const id = await publish(page, "Check-in by camera");
  const member = await somebody("member");
  const seat = await register(member, id);
  const png = (await picture(member, seat)).toString("base64");
  // A camera that shows this picture, held by hand.
  await page.addInitScript((base64) => {
    navigator.mediaDevices.getUserMedia = async () => {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [640, 480];
      const context = canvas.getContext("2d")!;
      let looks = 0;
      const draw = () => {
        // A hand is never still: it turns and comes nearer, back and forth.
        const [turn, size] = [0.12 * Math.sin(looks / 9), 330 + 60 * Math.sin(looks / 14)];
        looks += 1;
        context.fillStyle = "#a9a294";
        context.fillRect(0, 0, 640, 480);
        context.setTransform(Math.cos(turn), Math.sin(turn), -Math.sin(turn), Math.cos(turn), 320, 240);
        context.drawImage(bitmap, -size / 2, -size / 2, size, size);
        context.resetTransform();
      };
      draw();
      setInterval(draw, 50);
      return canvas.captureStream(20);
    };
  }, png);
  await page.goto(`/workshops/${id}/check-in`);
  await page.getByRole("button", { name: "Scan with the camera" }).click();
  await expect(page.getByRole("button", { name: "Stop the camera" })).toBeVisible();
  await expect(result(page)).toContainText(`${seat.name} is in.`);
  const shown = () => page.locator(".desk-video").evaluate((video: HTMLVideoElement) => video.currentTime);
  const since = await shown();
  await expect.poll(shown, { message: "the camera goes on looking" }).toBeGreaterThan(since + 1);
  await expect(page.locator(".desk-log li"), "one scan, one answer").toHaveCount(0);
  await page.getByRole("button", { name: "Stop the camera" }).click();
  await expect(page.locator(".desk-video")).toBeHidden();
});

test("without JavaScript people are checked in by list, by code, and as walk-ins", { tag: "@only-nojs" }, async ({
  page,
  somebody,
  expectStatus,
}) => {
  expectStatus(422);
  await signIn(page, "educator");
  const id = await publish(page, "Check-in by hand");
  const member = await somebody("member");
  const seat = await register(member, id);
  await page.goto(`/workshops/${id}/check-in`);
  await expect(page.getByRole("button", { name: "Scan with the camera" })).toBeHidden();
  await page.getByRole("searchbox", { name: "Search by name or e-mail" }).fill(seat.name.slice(0, 4));
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("button", { name: `Check ${seat.name} in` }).click();
  await expect(page.getByText(`${seat.name} is in.`)).toBeVisible();
  await page.goto(`/workshops/${id}/check-in`);
  await page.getByRole("button", { name: `${seat.name} is not in` }).click();
  await expect(page.locator(".check-count")).toHaveText("0 of 1 are in");

  await page.getByLabel("Check-in code").fill("0000 0000");
  await page.getByRole("button", { name: "Check in", exact: true }).first().click();
  await expect(page).toHaveTitle(/^Error:/);
  await expect(page.getByLabel("Check-in code")).toHaveValue("0000 0000");

  await page.getByText("Add somebody").click();
  await page.getByLabel("Name", { exact: true }).fill("Wanda Walker");
  await page.getByLabel("E-mail address").fill(`wanda.${Date.now()}@example.org`);
  await page.locator("#walk-in").getByRole("button", { name: "Check in" }).click();
  await expect(page.getByText("Wanda Walker is in.")).toBeVisible();
  await expect(page.locator(".check-count")).toHaveText("1 of 2 is in");
});
