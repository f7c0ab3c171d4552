"use strict";
// The page may be nested anywhere; what it asks is beside it.
const base = location.pathname.replace(/\/?$/, "/");
const byId = (id) => document.getElementById(id);
const element = (name, attributes, ...children) => {
  const made = document.createElement(name);
  Object.assign(made, attributes);
  made.append(...children);
  return made;
};
const titles = {
  "method-request": "Method request",
  "integration-request": "Integration request",
  "integration-response": "Integration response",
  "method-response": "Method response",
};
let chosen = null;
// The trace on show, the last requests by their numbers, and the number of the last of them.
let shown = null;
const requests = new Map();
let last = 0;
const keptRequests = 50;
let api = null;
// Browsers become slow where more than this is one text.
const shownAtOnce = 100_000;

async function load() {
  const response = await fetch(base + "api.json");
  api = await response.json();
  document.title = "Test: " + (api.title || "API");
  byId("title").textContent = api.title || "API";
  const missing = api.missing.length ? ", without a function: " + api.missing.join(", ") : "";
  byId("about").textContent = [api.version, api.mount && "at " + api.mount].filter(Boolean).join(", ") + missing;
  byId("methods").replaceChildren(...api.methods.map((method, index) => {
    const button = element("button", { type: "button", onclick: () => { location.hash = keyOf(method); } },
      element("b", { textContent: method.method }), method.path);
    button.dataset.index = index;
    return element("li", {}, button);
  }));
  chooseByHash();
}

const keyOf = (method) => method.method + " " + method.path;

function chooseByHash() {
  const key = decodeURIComponent(location.hash.slice(1));
  const method = api.methods.find((found) => keyOf(found) === key);
  if (method) choose(method);
}

// Marks the one method or request that is on show.
function mark(current) {
  for (const button of document.querySelectorAll("nav button, #requests button")) {
    button.setAttribute("aria-current", String(button === current));
  }
}

function choose(method) {
  chosen = method;
  mark([...document.querySelectorAll("nav button")].find((button) => api.methods[button.dataset.index] === method));
  byId("form").hidden = false;
  byId("empty").hidden = true;
  byId("method-title").textContent = keyOf(method);
  byId("method-about").textContent = [method.operation, method.integration || "no integration", method.place]
    .filter(Boolean).join(" · ");
  byId("findings").replaceChildren(...method.findings.map((text) => element("li", { textContent: text })));
  byId("findings").hidden = method.findings.length === 0;
  byId("shown-request").hidden = true;
  byId("http-method-field").hidden = method.method !== "ANY";
  byId("fields").replaceChildren(...method.parameters.map((parameter, index) => {
    const id = "parameter-" + index;
    const kind = [parameter.in, parameter.type, parameter.required && "required"].filter(Boolean).join(", ");
    const input = element("input", { id, autocomplete: "off", spellcheck: false });
    input.dataset.name = parameter.name;
    input.dataset.in = parameter.in;
    return element("div", { className: "field" },
      element("label", { htmlFor: id }, parameter.name + " ", element("small", { textContent: kind })), input);
  }));
  const body = method.body;
  byId("body-about").textContent = body ? [body.contentType, body.model].filter(Boolean).join(", ") : "";
  byId("body").value = body ? JSON.stringify(example(body.schema, body.schema, 0), null, 2) : "";
  byId("headers").value = "";
  byId("more-query").value = "";
  clear();
}

function clear() {
  byId("outcome").textContent = "";
  byId("failure").hidden = true;
  byId("stages").replaceChildren();
  byId("log-section").hidden = true;
  byId("export-section").hidden = true;
  byId("diff-section").hidden = true;
}

// A value of the schema's form, for the body to start from.
function example(schema, root, depth) {
  if (!schema || depth > 8) return null;
  if (schema.$ref) {
    const name = schema.$ref.replace("#/definitions/", "").replace(/~1/g, "/").replace(/~0/g, "~");
    return example((root.definitions || {})[name], root, depth + 1);
  }
  if (schema.example !== undefined) return schema.example;
  if (schema.enum) return schema.enum[0];
  const part = (schema.allOf || schema.oneOf || schema.anyOf || [])[0];
  if (part && !schema.properties) return example(part, root, depth + 1);
  if (schema.properties || schema.type === "object") {
    const entries = Object.entries(schema.properties || {});
    return Object.fromEntries(entries.map(([name, value]) => [name, example(value, root, depth + 1)]));
  }
  if (schema.type === "array") return [example(schema.items, root, depth + 1)];
  return { string: "", number: 0, integer: 0, boolean: false }[schema.type] ?? null;
}

function call() {
  const method = chosen.method === "ANY" ? byId("http-method").value : chosen.method;
  const result = { method, path: chosen.path, pathParameters: {}, query: [], headers: [], body: byId("body").value };
  for (const input of document.querySelectorAll("#fields input")) {
    const { name, in: place } = input.dataset;
    if (input.value === "") continue;
    if (place === "path") result.pathParameters[name] = input.value;
    else if (place === "header") result.headers.push([name, input.value]);
    else result.query.push([name, input.value]);
  }
  for (const [name, value] of new URLSearchParams(byId("more-query").value)) result.query.push([name, value]);
  for (const line of byId("headers").value.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) result.headers.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
  }
  return result;
}

async function test(event) {
  event.preventDefault();
  byId("test").disabled = true;
  clear();
  const outcome = byId("outcome");
  outcome.className = "";
  outcome.textContent = "Waiting for the answer …";
  try {
    const response = await fetch(base + "invoke", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(call()),
    });
    const trace = await response.json();
    if (!response.ok) throw new Error(trace.message);
    show(trace);
  } catch (error) {
    outcome.className = "bad";
    outcome.textContent = String(error.message || error);
  }
  byId("test").disabled = false;
}

function show(trace) {
  const parted = trace.stages.some((stage) => stage.mismatches.length > 0);
  const outcome = byId("outcome");
  outcome.className = trace.status < 400 && !parted ? "good" : "bad";
  outcome.textContent = trace.status + " in " + trace.latency_millis + " ms" +
    (trace.gateway_response ? ", " + trace.gateway_response : "") +
    (parted ? ": see what is marked below" : "");
  if (trace.failure) {
    byId("failure").replaceChildren(...explained(trace.failure));
    byId("failure").hidden = false;
  }
  byId("stages").replaceChildren(...Object.keys(titles).map((kind) => {
    const stage = trace.stages.find((found) => found.kind === kind);
    return stage ? card(stage) : element("article", { className: "stage unreached" },
      element("h3", { textContent: titles[kind] }), element("p", { textContent: "not reached" }));
  }));
  byId("log").textContent = trace.log.map((line) => line.time + " : " + line.text).join("\n");
  byId("log-section").hidden = false;
  byId("export-section").hidden = false;
  byId("export").hidden = true;
  shown = trace;
}

function card(stage) {
  const title = element("h3", { id: "stage-" + stage.kind, textContent: titles[stage.kind] });
  const made = element("article", { className: "stage" }, title, element("p", { textContent: stage.summary }));
  // What is wrong comes first: a long body would hide it.
  for (const mismatch of stage.mismatches) {
    made.classList.add("parted");
    made.append(element("p", { className: "mismatch" }, ...explained(mismatch)));
  }
  if (stage.headers.length) {
    made.append(element("dl", {}, ...stage.headers.flatMap(([name, value]) =>
      [element("dt", { textContent: name }), element("dd", { textContent: value })])));
  }
  made.append(...bodyOf(stage.body, title.id));
  return made;
}

function explained({ message, place }) {
  return [message, ...(place ? [element("code", { textContent: place })] : [])];
}

// The text of a body, at first only the beginning of a long one.
function bodyOf(body, titleId) {
  const text = element("pre", { textContent: body.slice(0, shownAtOnce) || "(empty)", tabIndex: 0, role: "region" });
  text.setAttribute("aria-labelledby", titleId);
  if (body.length <= shownAtOnce) return [text];
  const more = element("button", {
    type: "button", className: "more",
    textContent: "Show all " + body.length.toLocaleString("en") + " characters",
    onclick: () => { text.textContent = body; more.remove(); text.focus(); },
  });
  return [text, more];
}

// The requests that were served since the page looked last.
async function poll() {
  if (!document.hidden) {
    const response = await fetch(base + "requests.json?after=" + last);
    for (const entry of await response.json()) add(entry);
  }
}

function add({ id, from, trace }) {
  last = Math.max(last, id);
  requests.set(id, trace);
  const request = trace.stages.find((stage) => stage.kind === "method-request");
  const name = request ? request.summary : trace.method + " " + (trace.resource_path || "?");
  const label = name + ", " + trace.status + ", " + from + " in " + trace.latency_millis + " ms";
  const tick = element("input", { type: "checkbox", onchange: compare });
  tick.dataset.id = id;
  tick.setAttribute("aria-label", "Compare " + label);
  const button = element("button", { type: "button", onclick: () => open(trace, label, button) },
    element("b", { textContent: trace.status }), name, element("small", { textContent: " " + from }));
  byId("requests").prepend(element("li", { className: trace.status < 400 ? "good" : "bad" }, tick, button));
  while (byId("requests").children.length > keptRequests) {
    const old = byId("requests").lastChild;
    requests.delete(Number(old.querySelector("input").dataset.id));
    old.remove();
  }
}

function open(trace, label, button) {
  clear();
  // The form belongs to another request: it would be taken for what was sent.
  byId("form").hidden = true;
  byId("empty").hidden = true;
  history.replaceState(null, "", location.pathname);
  mark(button);
  byId("shown-request").textContent = label;
  byId("shown-request").hidden = false;
  show(trace);
}

function compare() {
  const ticked = [...document.querySelectorAll("#requests input:checked")].map((input) => Number(input.dataset.id));
  byId("diff-section").hidden = ticked.length !== 2;
  if (ticked.length !== 2) return;
  const [before, after] = ticked.sort((one, other) => one - other).map((id) => requests.get(id));
  byId("diff").replaceChildren(...Object.keys(titles).map((kind) => {
    const lines = (trace) => linesOf(trace.stages.find((stage) => stage.kind === kind));
    const rows = diff(lines(before), lines(after));
    if (rows.every(([mark]) => mark === " ")) rows.splice(0, rows.length, [" ", "(the same)"]);
    const text = element("pre", { tabIndex: 0, role: "region" }, ...rows.map(([mark, line]) =>
      element("span", { className: { "+": "added", "-": "removed" }[mark] || "", textContent: mark + " " + line + "\n" })));
    text.setAttribute("aria-label", "Differences of the " + titles[kind].toLowerCase());
    return element("article", {}, element("h4", { textContent: titles[kind] }), text);
  }));
  byId("diff-section").scrollIntoView({ block: "nearest" });
}

// A stage as lines; JSON with one value a line.
function linesOf(stage) {
  if (!stage) return ["(not reached)"];
  let body = stage.body;
  try { body = JSON.stringify(JSON.parse(body), null, 2); } catch { /* It is shown as it is. */ }
  const headers = stage.headers.filter(([name]) => !differsAlways.test(name));
  const lines = [stage.summary, ...headers.map(([name, value]) => name + ": " + value)];
  return [...lines, ...(body ? ["", ...body.split("\n")] : [])].slice(0, 400);
}

// Ids and times, which say nothing of what became different.
const differsAlways = /^(x-amzn-requestid|x-amz-apigw-id|x-amzn-trace-id|date)$/i;

// The longest lines in common stay, the others come or go.
function diff(before, after) {
  const table = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      table[i][j] = before[i] === after[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    }
  }
  const rows = [];
  let i = 0, j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) { rows.push([" ", before[i]]); i++; j++; }
    else if (j >= after.length || (i < before.length && table[i + 1][j] >= table[i][j + 1])) rows.push(["-", before[i++]]);
    else rows.push(["+", after[j++]]);
  }
  return rows;
}

function sent() {
  const stage = shown.stages.find((found) => found.kind === "method-request");
  if (!stage) return null;
  const space = stage.summary.indexOf(" ");
  return { method: stage.summary.slice(0, space), target: api.mount + stage.summary.slice(space + 1),
    headers: stage.headers.filter(([name]) => !/^(host|content-length|connection|accept-encoding)$/i.test(name)), body: stage.body };
}

function exported(text) {
  byId("export").textContent = text;
  byId("export").hidden = false;
  getSelection().selectAllChildren(byId("export"));
  byId("export-section").scrollIntoView({ block: "nearest" });
}

function asCurl() {
  const request = sent();
  if (!request) return;
  const quoted = (text) => "'" + text.replaceAll("'", "'\\''") + "'";
  const parts = ["curl -i -X " + request.method + " " + quoted(location.origin + request.target),
    ...request.headers.map(([name, value]) => "-H " + quoted(name + ": " + value)),
    ...(request.body ? ["--data-raw " + quoted(request.body)] : [])];
  exported(parts.join(" \\\n  "));
}

function asRust() {
  const request = sent();
  if (!request) return;
  // As many hashes as the text needs.
  const raw = (text) => {
    let hashes = "#";
    while (text.includes('"' + hashes)) hashes += "#";
    return "r" + hashes + '"' + text + '"' + hashes;
  };
  const name = (request.method + " " + (shown.resource_path || "")).toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_|_$/g, "");
  exported([
    "#[tokio::test]",
    "async fn " + name + "() {",
    "    let gateway = gatewright_gateway::Gateway::from_file(" + raw((api.methods[0]?.place || "api.json").replace(/(:\d+)+$/, "")) + ").unwrap();",
    "    // Put the functions behind it: gateway.function(\"Name\", |event: serde_json::Value| async move { … }).",
    "    let request = gatewright_gateway::Request::new(" + raw(request.method) + ", " + raw(request.target) + ")",
    ...request.headers.map(([header, value]) => "        .header(" + raw(header) + ", " + raw(value) + ")"),
    "        .body(" + raw(request.body) + ");",
    "    let response = gateway.call(request).await;",
    "    assert_eq!(response.status, " + shown.status + ");",
    "    assert_eq!(response.text(), " + raw(shown.body) + ");",
    "}",
  ].join("\n"));
}

byId("as-curl").addEventListener("click", asCurl);
byId("as-rust").addEventListener("click", asRust);
byId("form").addEventListener("submit", test);
// In a text of several lines, Enter alone begins a new one.
byId("form").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) byId("form").requestSubmit();
});
addEventListener("hashchange", chooseByHash);
load().catch((error) => { byId("about").textContent = String(error); });
setInterval(() => { poll().catch(() => { /* The server may be gone for a while. */ }); }, 1_500);
poll().catch(() => {});
