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

function choose(method) {
  chosen = method;
  document.querySelectorAll("nav button").forEach((button) => {
    button.setAttribute("aria-current", String(api.methods[button.dataset.index] === method));
  });
  byId("form").hidden = false;
  byId("empty").hidden = true;
  byId("method-title").textContent = keyOf(method);
  byId("method-about").textContent = [method.operation, method.integration || "no integration", method.place]
    .filter(Boolean).join(" · ");
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

byId("form").addEventListener("submit", test);
// In a text of several lines, Enter alone begins a new one.
byId("form").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) byId("form").requestSubmit();
});
addEventListener("hashchange", chooseByHash);
load().catch((error) => { byId("about").textContent = String(error); });
