// Every page that a role finds in its navigation: it opens, fits, and axe finds nothing.

import { expect, expectFits, signIn, test, type Role } from "./convene";

const PAGES: Record<Role | "stranger", string[]> = {
  stranger: ["/", "/sign-in", "/sign-in/code", "/preferences", "/quiz", "/styleguide"],
  member: ["/", "/quiz", "/me", "/me/games", "/me/profile", "/me/sessions"],
  educator: ["/", "/me", "/quizzes", "/quizzes/new", "/quizzes/import"],
  lead: ["/people"],
  admin: ["/people", "/mail"],
};

for (const [who, paths] of Object.entries(PAGES)) {
  test(`pages of a ${who}`, { tag: "@phone" }, async ({ page, expectAccessible }) => {
    if (who !== "stranger") await signIn(page, who as Role);
    for (const path of paths) {
      await test.step(path, async () => {
        const answer = await page.goto(path);
        expect(answer?.status(), path).toBe(200);
        await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
        await expectAccessible(page);
        await expectFits(page);
      });
    }
  });

  test(`pages of a ${who} without JavaScript`, { tag: ["@only-nojs"] }, async ({ page }) => {
    if (who !== "stranger") await signIn(page, who as Role);
    for (const path of paths) {
      const answer = await page.request.get(path);
      expect(answer.status(), path).toBe(200);
      expect((await answer.text()).match(/<h1[ >]/g), path).toHaveLength(1);
    }
  });
}

test("a page that needs an account leads to the sign-in", { tag: ["@nojs"] }, async ({ page }) => {
  await page.goto("/me");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
});

test("the end of every page leads to the licences of what is inside", { tag: ["@only-nojs"] }, async ({ page }) => {
  await page.goto("/");
  const path = await page.getByRole("link", { name: "Licences" }).getAttribute("href");
  const answer = await page.request.get(path ?? "");
  expect(answer.headers()["content-type"]).toBe("text/plain; charset=utf-8");
  const text = await answer.text();
  for (const name of ["leptos", "axum", "SIL OPEN FONT LICENSE", "Lucide"]) expect(text).toContain(name);
});
