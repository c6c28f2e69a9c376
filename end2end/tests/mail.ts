// Mail of a community without a mail server, read as admins read it: from their page, without waiting for a browser.

import { expect, type Page } from "@playwright/test";

import { signIn } from "./convene";

export type Mail = {
  text: string;
  /** Addresses of what is attached, by name. */
  files: Map<string, string>;
};

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", "#39": "'", "#x27": "'" };

/** What a piece of a page says, without its tags. */
function words(html: string): string {
  const text = html.replace(/<[^>]*>/g, "");
  return text.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

async function read(admin: Page, path: string): Promise<string> {
  const answer = await admin.request.get(path);
  expect(answer.status(), path).toBe(200);
  return answer.text();
}

/** Most pages of mails that are read: other journeys send theirs at the same time. */
const PAGES = 4;

/** Paths of the mails to an address, the newest first. */
export async function mailsTo(admin: Page, email: string, subject: string | RegExp = ""): Promise<string[]> {
  const about = (row: string) => (typeof subject === "string" ? row.includes(subject) : subject.test(row));
  const found: string[] = [];
  for (let page = 1; page <= PAGES; page += 1) {
    const html = await read(admin, `/mail?page=${page}`);
    const rows = html.match(/<tr>.*?<\/tr>/gs) ?? [];
    found.push(...rows.filter((row) => words(row).includes(email) && about(words(row))));
    if (!html.includes('rel="next"')) break;
  }
  return found.map((row) => /href="(\/mail\/[^"]+)"/.exec(row)?.[1] ?? "");
}

/** The newest mail to an address whose subject says so, once it is put into words. */
export async function mailTo(admin: Page, email: string, subject: string | RegExp): Promise<Mail> {
  let page = "";
  await expect
    .poll(
      async () => {
        const [path] = await mailsTo(admin, email, subject);
        page = path ? await read(admin, path) : "";
        return /<pre class="mail-text/.test(page);
      },
      { message: `a mail to ${email} about ${subject}`, timeout: 30_000, intervals: [50, 100, 250, 500] },
    )
    .toBe(true);
  const text = words(/<pre class="mail-text[^>]*>(.*?)<\/pre>/s.exec(page)?.[1] ?? "");
  const files = [...page.matchAll(/href="(\/mail\/[^"/]+\/([^"/]+))"/g)];
  return { text, files: new Map(files.map(([, path = "", name = ""]) => [name, path])) };
}

/** The newest sign-in code for an address. */
export async function codeFor(admin: Page, email: string): Promise<string> {
  const { text } = await mailTo(admin, email, /code/i);
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
