// Mail as it is read in a community without a mail server: on the admins' page.

import { expect, signIn, type Page } from "./convene";

/** The newest sign-in code for an address, read by an admin. */
export async function codeFor(admin: Page, email: string): Promise<string> {
  await admin.goto("/mail");
  const row = admin.getByRole("row").filter({ hasText: email }).first();
  await row.getByRole("link").click();
  const text = await admin.locator("pre.mail-text").innerText();
  const code = /^\s*(\d{6})\s*$/m.exec(text)?.[1] ?? "";
  expect(code, `a code for ${email}`).toMatch(/^\d{6}$/);
  return code;
}

/** Signs in by code from where the page stands: the form that asks for an address. */
export async function signInByCode(page: Page, admin: Page, email: string): Promise<void> {
  await page.getByLabel("Your e-mail address").fill(email);
  await page.getByRole("button", { name: "Send me a code" }).click();
  await expect(page.getByText(email)).toBeVisible();
  await signIn(admin, "admin");
  await page.getByLabel("Code from the mail").fill(await codeFor(admin, email));
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/\/sign-in/);
}

/** An address nobody has used. */
export function freshAddress(name: string): string {
  return `${name}-${Date.now().toString(36)}-${Math.floor(Math.random() * 1e6)}@vault.example.org`;
}
