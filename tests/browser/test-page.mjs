// The Test page of `gatewright serve`, as a person uses it. Started by `run`, which says where things are.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { chromium } from "playwright-core";

const { GATEWRIGHT, CALC, CHROMIUM, SCREENSHOT } = process.env;
const swagger = (name) => join(import.meta.dirname, "../../swagger", name);

let folder, document, server, said, address, browser, page;
const complaints = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatewright-"));
  document = join(folder, "api.json");
  await copyFile(swagger("lambdagate.json"), document);
  server = spawn(GATEWRIGHT, ["serve", document, "--port", "0", "--function", `Calc=${CALC}`, "--color", "never"], {
    stdio: ["ignore", "inherit", "pipe"],
  });
  said = createInterface({ input: server.stderr });
  address = await heard(/test page at (http:\S+)/);
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
});

after(async () => {
  await browser?.close();
  server?.kill();
  if (folder) await rm(folder, { recursive: true });
});

// What the command says next that matches; the part in parentheses, if there is one.
function heard(pattern) {
  return new Promise((resolve, reject) => {
    const listen = (line) => {
      const match = pattern.exec(line);
      if (match) {
        said.off("line", listen);
        resolve(match[1] ?? match[0]);
      }
    };
    said.on("line", listen);
    said.once("close", () => reject(new Error(`the command ended before it said ${pattern}`)));
  });
}

async function pick(method) {
  await page.goto(`${address}#${encodeURIComponent(method)}`);
  await page.reload();
  await page.getByRole("heading", { name: method, exact: true }).waitFor();
}

async function press(fields) {
  for (const [name, value] of Object.entries(fields)) await page.getByRole("textbox", { name }).fill(value);
  await page.getByRole("button", { name: "Test", exact: true }).click();
  await page.locator("#log-section").waitFor();
}

const outcome = () => page.locator("#outcome").textContent();
const stage = (title) => page.locator("article", { has: page.getByRole("heading", { name: title }) });

test("every method of the document is there to be picked", async () => {
  await page.goto(address);
  const methods = page.getByRole("navigation").getByRole("button");
  await methods.first().waitFor();
  assert.deepEqual((await methods.allTextContents()).sort(), [
    "GET/calc",
    "GET/calc/{operand1}/{operand2}/{operator}",
    "POST/calc",
  ]);
  await methods.filter({ hasText: "POST" }).click();
  await page.getByRole("heading", { name: "POST /calc" }).waitFor();
  const body = JSON.parse(await page.getByRole("textbox", { name: "Body" }).inputValue());
  assert.deepEqual(Object.keys(body).sort(), ["a", "b", "op"], "the body starts from its model");
});

test("stages stand side by side, and the one that is wrong is marked", async () => {
  await pick("GET /calc");
  await press({ operand1: "1", operand2: "2", operator: "+" });
  assert.match(await outcome(), /^200 /);
  assert.deepEqual(await page.locator("article h3").allTextContents(), [
    "Method request",
    "Integration request",
    "Integration response",
    "Method response",
  ]);
  const body = async (title) => JSON.parse(await stage(title).locator("pre").textContent());
  assert.deepEqual(await body("Integration request"), { a: "1", b: "2", op: "+" });
  assert.deepEqual(await body("Integration response"), { a: 1, b: 2, op: "+", c: 3 });
  assert.equal((await body("Method response")).result, "1, 2, + => 3");
  assert.match(await stage("Method response").getAttribute("class"), /parted/);
  assert.match(await stage("Method response").locator(".mismatch").first().textContent(), /Result/);
  assert.match(await page.locator("#log").textContent(), /Endpoint request body after transformations: /);
  await page.screenshot({ path: SCREENSHOT, fullPage: true });
});

test("a request that is refused stops where it is refused", async () => {
  await pick("GET /calc");
  await press({ operand1: "1", operand2: "2" });
  assert.match(await outcome(), /^400 /);
  assert.match(await stage("Integration request").textContent(), /not reached/);
});

test("values with slashes and markup arrive as they are", async () => {
  await pick("GET /calc/{operand1}/{operand2}/{operator}");
  await press({ operand1: "9", operand2: "2", operator: "/" });
  assert.match(await stage("Method response").locator("pre").textContent(), /"c"\s*:\s*4\.5/);
  await press({ operand1: "<b id=markup>9</b>" });
  assert.equal(await page.locator("#markup").count(), 0);
});

test("served requests come by themselves, and are compared without ids and times", async () => {
  const served = (query) => fetch(new URL("/test/calc?" + query, address), { headers: { "x-own": "it's" } });
  const entries = page.getByRole("complementary").locator("li");
  await pick("POST /calc");
  const before = await entries.count();
  await served("operand1=1&operand2=2&operator=%2B");
  await served("operand1=3&operand2=2&operator=%2B");
  await entries.nth(before + 1).waitFor();
  await entries.nth(1).getByRole("button").click();
  assert.ok(await page.locator("#form").isHidden(), "the form of another method would be taken for the request");
  assert.match(await page.locator("#shown-request").textContent(), /^GET \/calc\?operand1=1.*, 200, served in \d+ ms$/);
  assert.equal(await entries.nth(1).getByRole("button").getAttribute("aria-current"), "true");
  for (const entry of [0, 1]) await entries.nth(entry).getByRole("checkbox").check();
  const lines = async (title) => (await page.getByRole("region", { name: "Differences of the " + title }).textContent()).trimEnd().split("\n");
  assert.deepEqual((await lines("integration request")).filter((line) => !line.startsWith(" ")), ['-   "a": "1",', '+   "a": "3",']);
  assert.ok(!(await lines("method response")).some((line) => /RequestId|Trace-Id|apigw-id/i.test(line)));
  await page.screenshot({ path: SCREENSHOT.replace(".png", "-diff.png"), fullPage: true });
  for (const entry of [0, 1]) await entries.nth(entry).getByRole("checkbox").uncheck();
});

test("a request leaves as curl and as a test of Rust", async () => {
  const text = async (button) => {
    await page.getByRole("button", { name: button }).click();
    return page.locator("#export").textContent();
  };
  const curl = await text("curl");
  assert.match(curl, /^curl -i -X GET 'http:\/\/127\.0\.0\.1:\d+\/test\/calc\?operand1=1&operand2=2&operator=%2B'/);
  assert.match(curl, /-H 'x-own: it'\\''s'/);
  const rust = await text("Rust test");
  assert.match(rust, /Gateway::from_file\(r#".*api\.json"#\)/);
  assert.match(rust, /Request::new\(r#"GET"#, r#"\/test\/calc\?operand1=1&operand2=2&operator=%2B"#\)/);
  assert.match(rust, /assert_eq!\(response\.status, 200\);/);
});

test("what check finds stands beside the method", async () => {
  await pick("POST /calc");
  const findings = page.getByRole("list", { name: "Findings" }).locator("li");
  assert.match((await findings.allTextContents()).join("\n"), /nothing maps it \(.*api\.json:\d+:\d+\)/);
  await page.screenshot({ path: SCREENSHOT.replace(".png", "-findings.png"), fullPage: true });
});

test("the keyboard is enough, and the page is never wider than a narrow window", async () => {
  await page.setViewportSize({ width: 380, height: 800 });
  await pick("GET /calc");
  await page.getByRole("textbox", { name: "operand1" }).focus();
  for (const value of ["1", "2", "-"]) {
    await page.keyboard.type(value);
    await page.keyboard.press("Tab");
  }
  // From the text of several lines, where Enter alone begins another.
  await page.keyboard.press("Control+Enter");
  await page.locator("#log-section").waitFor();
  assert.match(await outcome(), /^200 .*: see what is marked below$/);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 380, `${width} pixels wide`);
  await page.screenshot({ path: SCREENSHOT.replace(".png", "-narrow.png"), fullPage: true });
  await page.setViewportSize({ width: 1400, height: 1000 });
});

test("the page follows a document that is changed", async () => {
  const read = heard(/was read again/);
  await copyFile(swagger("lambdagate-modeled.json"), document);
  await read;
  await pick("GET /calc");
  await press({ operand1: "1", operand2: "2", operator: "+" });
  assert.match(await outcome(), /^200 in \d+ ms$/);
  assert.equal(await page.locator(".mismatch").count(), 0);
});

// A document of which every method has a trouble of its own.
const troubled = () => {
  const mock = (response, request = '{"statusCode": 200}') => ({
    type: "mock", requestTemplates: { "application/json": request },
    responses: { default: { statusCode: "200", responseTemplates: { "application/json": response } } },
  });
  const operation = (integration) => ({ responses: { 200: {} }, "x-amazon-apigateway-integration": integration });
  const uri = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:Gone/invocations";
  return JSON.stringify({
    swagger: "2.0", info: { title: "Troubled", version: "1" },
    paths: {
      "/any": { "x-amazon-apigateway-any-method": operation(mock('"$context.httpMethod"')) },
      "/broken": { get: operation(mock("{}", "#if($a)")) },
      "/gone": { get: operation({ type: "aws", httpMethod: "POST", uri, responses: { default: { statusCode: "200" } } }) },
      "/large": { get: operation(mock(`"${"x".repeat(150_000)}"`)) },
    },
  }, null, 1);
};

test("what keeps a request from going on is told with its place", async () => {
  await writeFile(document, troubled());
  // The server may be reading the one before a second time: a copy is written in several steps.
  while ((await (await fetch(`${address}/api.json`)).json()).title !== "Troubled") await setTimeout(50);
  const failure = page.locator("#failure");
  await pick("GET /gone");
  assert.match(await page.locator("#about").textContent(), /without a function: Gone/);
  await press({});
  assert.match(await outcome(), /^500 in \d+ ms, API_CONFIGURATION_ERROR$/);
  assert.match(await failure.textContent(), /no function `Gone` is registered .*api\.json:\d+:\d+$/);
  assert.match(await stage("Integration response").textContent(), /not reached/);
  await page.screenshot({ path: SCREENSHOT.replace(".png", "-failure.png"), fullPage: true });
  await pick("GET /broken");
  assert.ok(await failure.isHidden());
  await press({});
  assert.match(await failure.textContent(), /Unable to transform request: .*`#end`.*api\.json:\d+:\d+$/);
});

test("a resource of any method is asked by the one that is chosen", async () => {
  await pick("ANY /any");
  await page.getByLabel("HTTP method").selectOption("DELETE");
  await press({});
  assert.equal(await stage("Method response").locator("pre").textContent(), '"DELETE"');
  await pick("GET /large");
  assert.ok(await page.getByLabel("HTTP method").isHidden());
});

test("a long body is shown from its beginning, and whole if wanted", async () => {
  await pick("GET /large");
  await press({});
  const body = stage("Method response").locator("pre");
  assert.equal((await body.textContent()).length, 100_000);
  assert.ok((await body.boundingBox()).height < 500, "the body scrolls in itself");
  await page.getByRole("button", { name: "Show all 150,002 characters" }).click();
  assert.equal((await body.textContent()).length, 150_002);
});

test("the browser has nothing to complain of", () => {
  assert.deepEqual(complaints, []);
});
