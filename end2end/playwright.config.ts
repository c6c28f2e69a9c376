// Journeys through a demo community that `cargo xtask test` starts; its address is in CONVENE_URL.
// A test runs on a desktop with JavaScript. Its tags add more: @phone, @nojs and @dark. One that makes sense
// without JavaScript only is tagged @only-nojs. A test that moves the server's clock belongs into a file called
// `*.clock.spec.ts`: those run last and one by one, for the clock is everybody's.

import { defineConfig, devices } from "@playwright/test";

const report = process.env.CONVENE_REPORT;
const clock = /\.clock\.spec\.ts$/;
const desktop = { ...devices["Desktop Chrome"], viewport: { width: 1280, height: 800 } };

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
    baseURL: process.env.CONVENE_URL ?? "http://localhost:3000",
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    trace: "retain-on-failure",
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
    { name: "desktop", testIgnore: clock, grepInvert: /@only-nojs/, use: desktop },
    {
      name: "phone",
      testIgnore: clock,
      grep: /@phone/,
      use: { ...desktop, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
    },
    { name: "nojs", testIgnore: clock, grep: /@nojs|@only-nojs/, use: { ...desktop, javaScriptEnabled: false } },
    { name: "dark", testIgnore: clock, grep: /@dark/, use: { ...desktop, colorScheme: "dark" } },
    { name: "clock", testMatch: clock, workers: 1, dependencies: ["desktop", "phone", "nojs", "dark"], use: desktop },
  ],
});
