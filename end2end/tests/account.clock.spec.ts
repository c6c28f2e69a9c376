// What happens to signed-in people when time passes.

import { expect, expectFits, passTime, signIn, test, type Page } from "./convene";
import { codeFor, freshAddress, mailTo, signInByCode } from "./mail";

const DAY = 24 * 60 * 60 * 1000;

test("a session that nobody used for 61 days is over", async ({ page, request }) => {
  await signIn(page, "member");
  await page.goto("/me");
  await expect(page).toHaveURL(/\/me$/);
  await passTime(request, 61 * DAY);
  await page.goto("/me");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("an older session proves who it is before its address changes, and the old address gets the account back", async ({
  page,
  request,
  somebody,
  expectAccessible,
}) => {
  const [old, next] = [freshAddress("old"), freshAddress("next")];
  const [admin, owner] = [await somebody("admin"), await somebody()];
  await page.goto("/sign-in");
  await signInByCode(page, admin, old);
  await passTime(request, 11 * 60 * 1000);

  await page.goto("/me/profile");
  await expect(page.getByText("we'll first email a code to").first()).toBeVisible();
  const section = page.locator("#address");
  await section.getByLabel("New address").fill(next);
  await section.getByRole("button", { name: "Continue" }).click();
  await expect(section.getByLabel(`Code sent to ${old}`)).toBeFocused();
  await expect(section.getByLabel("New address")).toHaveValue(next);
  await expectAccessible(page);
  await expectFits(page);
  await section.getByLabel(`Code sent to ${old}`).fill(await codeFor(admin, old));
  await section.getByRole("button", { name: "Send code" }).click();
  await section.getByLabel(`Code sent to ${next}`).fill((await codeIn(admin, next, "Confirm your new address")) ?? "");
  await section.getByRole("button", { name: "Change address" }).click();
  await expect(page.getByText(`You sign in as ${next}.`)).toBeVisible();

  const { text } = await mailTo(admin, old, "has changed");
  await owner.goto(/\/address\/undo\/\w+/.exec(text)?.[0] ?? "no link");
  await expect(owner.getByRole("heading", { level: 1 })).toHaveText("Undo the change of address?");
  await expectAccessible(owner);
  await expectFits(owner);
  await owner.getByRole("button", { name: "Undo the change" }).click();
  await expect(owner.getByText(`Your address is ${old} again.`)).toBeVisible();
  await page.goto("/me");
  await expect(page).toHaveURL(/\/sign-in/);
});

/** The code in the newest mail with this subject. */
async function codeIn(admin: Page, email: string, subject: string): Promise<string | undefined> {
  return /^\s*(\d{6})\s*$/m.exec((await mailTo(admin, email, subject)).text)?.[1];
}
