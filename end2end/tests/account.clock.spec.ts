// What happens to signed-in people when time passes.

import { expect, passTime, signIn, test } from "./convene";

const DAY = 24 * 60 * 60 * 1000;

test("a session that nobody used for 61 days is over", async ({ page, request }) => {
  await signIn(page, "member");
  await page.goto("/me");
  await expect(page).toHaveURL(/\/me$/);
  await passTime(request, 61 * DAY);
  await page.goto("/me");
  await expect(page).toHaveURL(/\/sign-in/);
});
