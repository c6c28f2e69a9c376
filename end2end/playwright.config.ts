// Journeys through a demo community that `cargo xtask test` starts; its address is in CONVENE_URL.
// A test runs on a desktop with JavaScript. Its tags add more: @phone and @nojs. One that belongs to a phone, or makes
// sense without JavaScript only, is tagged @only-phone or @only-nojs. Colours are looked at in the dark as well
// wherever axe looks. A test that moves the server's clock belongs into a file called `*.clock.spec.ts`: those have a
// server of their own at CONVENE_CLOCK_URL, and run one by one.

import { defineConfig, devices } from "@playwright/test";

const report = process.env.CONVENE_REPORT;
const url = process.env.CONVENE_URL ?? "http://localhost:3000";
const clock = /\.clock\.spec\.ts$/;
const desktop = { ...devices["Desktop Chrome"], viewport: { width: 1280, height: 800 } };
const phone = { ...desktop, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

export default defineConfig({
  testDir: "tests",
  outputDir: "results",
  // One server and one browser share two cores with each other.
  workers: 2,
  fullyParallel: false,
  // A test that passes only at the second try has found something.
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: report ? [["list"], ["json", { outputFile: report }]] : [["list"]],
  use: {
    baseURL: url,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    // What fades and slides is waited for again and again; the journeys through a whole quiz keep it.
    contextOptions: { reducedMotion: "reduce" },
    // Recording takes a third of the time. CONVENE_TRACE=1 does it for a failure that needs a closer look.
    trace: process.env.CONVENE_TRACE ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CONVENE_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "desktop", testIgnore: clock, grepInvert: /@only-/, use: desktop },
    {
      name: "phone",
      testIgnore: clock,
      grep: /@phone|@only-phone/,
      use: phone,
    },
    { name: "nojs", testIgnore: clock, grep: /@nojs|@only-nojs/, use: { ...phone, javaScriptEnabled: false } },
    {
      name: "clock",
      testMatch: clock,
      workers: 1,
      use: { ...desktop, baseURL: process.env.CONVENE_CLOCK_URL ?? url },
    },
  ],
});
