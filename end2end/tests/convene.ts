// What every journey stands on: pages that are watched for problems, people to be, and axe.

import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type APIRequestContext, type BrowserContext, type Page } from "@playwright/test";

export { expect };
export type { Page };

export type Role = "member" | "educator" | "lead" | "admin";
export type Device = "phone" | "desktop";

const DEVICES = {
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1280, height: 800 }, isMobile: false, hasTouch: false },
};

type Watched = {
  /** Says that documents may answer with this status: Chromium logs an error for each of them. */
  expectStatus: (status: number) => void;
  /** A page in a browser of its own: somebody with that role, or a stranger. By default on the project's device. */
  somebody: (role?: Role, device?: Device) => Promise<Page>;
  /** Fails at the first thing axe finds on the page as it is now. On one device of a test the colours are looked at in
   * the dark too: nothing else changes there. */
  expectAccessible: (page: Page) => Promise<void>;
};

/** Collects what must not happen in any page of a browser. */
class Watch {
  private readonly seen: string[] = [];
  private readonly wanted: RegExp[] = [];
  readonly expected = new Set<number>();

  constructor(private readonly origin: string) {}

  /** Leaves out what a journey brings about on purpose, before and after. */
  forget(wanted: RegExp): void {
    this.wanted.push(wanted);
  }

  problems(): string[] {
    return this.seen.filter((problem) => !this.wanted.some((wanted) => wanted.test(problem)));
  }

  over(context: BrowserContext): void {
    context.on("console", (message) => {
      if (message.type() !== "error" && message.type() !== "warning") return;
      const status = /responded with a status of (\d{3})/.exec(message.text())?.[1];
      if (status && this.expected.has(Number(status))) return;
      this.seen.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (error) => {
      const { message, stack } = error.error();
      // On a busy machine Chromium leaves out the animation between two pages, and says so in no script of ours.
      if (/^Transition was (aborted|skipped)/.test(message)) return;
      this.seen.push(`uncaught: ${stack || message}`);
    });
    context.on("request", (request) => {
      const url = new URL(request.url());
      const ours = url.host === new URL(this.origin).host;
      if (!ours && url.protocol !== "data:" && url.protocol !== "blob:") {
        this.seen.push(`request to another origin: ${request.url()}`);
      }
    });
  }
}

export const test = base.extend<Watched & { watch: Watch }>({
  watch: [
    async ({ context, baseURL, javaScriptEnabled }, use) => {
      ORIGIN = baseURL ?? ORIGIN;
      if (javaScriptEnabled !== false) await beenHere(context);
      const watch = new Watch(ORIGIN);
      watch.over(context);
      await use(watch);
      expect(watch.problems(), "problems in the browser").toEqual([]);
    },
    { auto: true },
  ],

  expectStatus: async ({ watch }, use) => {
    await use((status) => watch.expected.add(status));
  },

  somebody: async ({ browser, contextOptions, baseURL, watch }, use, testInfo) => {
    const contexts: BrowserContext[] = [];
    await use(async (role, device) => {
      const { viewport, colorScheme, javaScriptEnabled, isMobile, hasTouch, locale, timezoneId } =
        testInfo.project.use;
      const given = { viewport, colorScheme, javaScriptEnabled, isMobile, hasTouch, locale, timezoneId };
      const own = device ? DEVICES[device] : {};
      const context = await browser.newContext({ ...contextOptions, ...given, ...own, baseURL });
      contexts.push(context);
      if (javaScriptEnabled !== false) await beenHere(context);
      watch.over(context);
      const page = await context.newPage();
      if (role) await signIn(page, role);
      return page;
    });
    for (const context of contexts) await context.close();
  },

  expectAccessible: async ({}, use, testInfo) => {
    const both = testInfo.project.name === "desktop" || testInfo.tags.includes("@only-phone");
    await use(async (page) => {
      await expectNoFindings(page, "light");
      // A stage is dark already.
      if (!both || (await page.locator("body.stage").count()) > 0) return;
      await page.emulateMedia({ colorScheme: "dark" });
      await expectNoFindings(page, "dark", ["color-contrast", "link-in-text-block"]);
      await page.emulateMedia({ colorScheme: "light" });
    });
  },
});

/** What axe finds on the page in this theme, by these rules or all of them. */
async function expectNoFindings(page: Page, theme: string, rules?: string[]): Promise<void> {
  await settled(page);
  // No page has frames, so axe needs no second page to put their findings together; and only what is wrong is read.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  const found = violations.map(
    (violation) => `${violation.id}: ${violation.help}\n  ${violation.nodes.map((node) => node.html).join("\n  ")}`,
  );
  expect(found, `axe on ${page.url()}, ${theme}`).toEqual([]);
}

/** Until nothing fades or slides any more, with the messages kept as if somebody pointed at them: half faded text has
 * half the contrast. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState();
  await page.locator("[data-toast], .toast").evaluateAll((toasts) => {
    for (const toast of toasts) toast.dispatchEvent(new PointerEvent("pointerenter"));
  });
  await page.waitForFunction(() => {
    const passing = (animation: Animation) => animation.effect?.getTiming().iterations !== Infinity;
    const moving = document.getAnimations().filter(passing).some(({ playState }) => playState === "running");
    return !moving && !document.querySelector(".is-leaving");
  });
}

/** Nothing on the page as it is now stands out sideways. */
export async function expectFits(page: Page): Promise<void> {
  // A phone's `innerWidth` grows with what does not fit: the screen is what was asked for.
  const content = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(content, `${page.url()} is wider than the screen`).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
}

/** Where the product is served: tests that move the clock have a server of their own. */
export let ORIGIN = process.env.CONVENE_URL ?? "http://localhost:3000";

/** A browser that has told where it is: the very first page of a new one is asked for twice. */
async function beenHere(context: BrowserContext): Promise<void> {
  await context.addCookies([{ name: "convene_local", value: "Europe/Berlin|en-GB|h24", url: ORIGIN }]);
}

/** Until the page's islands listen. */
export async function awake(page: Page): Promise<void> {
  await page.locator("html[data-awake]").waitFor({ state: "attached" });
}

/** By what the button behind the demo's sign-in link posts. The page itself stays where it is. */
export async function signIn(page: Page, role: Role): Promise<void> {
  const answer = await page.request.post(`/demo/${role}`, { headers: { origin: ORIGIN }, maxRedirects: 0 });
  expect(answer.status(), `signing in as ${role}`).toBe(303);
}

/** Moves the server's clock forward, and answers what it shows then, in milliseconds since 1970. For files called
 * `*.clock.spec.ts` only: the clock is everybody's. */
export async function passTime(request: APIRequestContext, ms: number): Promise<number> {
  const answer = await request.post(`/test/clock?advance_ms=${ms}`);
  expect(answer.status(), "the server has no test clock").toBe(200);
  return Number(await answer.text());
}
