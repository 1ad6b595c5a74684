// The page works without this. It adds messages as they arrive, local times, and copy buttons.
"use strict";

const list = document.getElementById("messages");
const live = document.getElementById("live");
// More than this on one page only makes it slow; the inbox itself keeps a thousand.
const MOST = 500;

// What a form did is said once: reloading the page should not say it again.
const address = new URL(location.href);
if (address.searchParams.has("done")) {
  address.searchParams.delete("done");
  history.replaceState(null, "", address);
}

// A form inside a closed <details> could otherwise refuse without showing why.
document.addEventListener("invalid", (event) => event.target.closest("details")?.setAttribute("open", ""), true);

function showLocalTime(time) {
  const moment = new Date(time.dateTime);
  if (Number.isNaN(moment.getTime())) return;
  const isToday = moment.toDateString() === new Date().toDateString();
  time.textContent = isToday ? moment.toLocaleTimeString() : moment.toLocaleString();
  time.title = time.dateTime;
}

// The clipboard is there on loopback and over HTTPS only; elsewhere the buttons stay hidden.
function offerCopy(within) {
  if (!navigator.clipboard) return;
  for (const button of within.querySelectorAll("button.copy")) button.hidden = false;
}

function textToCopy(button) {
  const source = button.dataset.copy && document.getElementById(button.dataset.copy);
  if (!source) return button.parentElement.querySelector("[data-field=code]").textContent;
  if (!source.classList.contains("lines")) return source.textContent;
  const lines = Array.from(source.children, (line) => {
    const copy = line.cloneNode(true);
    for (const summary of copy.querySelectorAll("summary")) summary.remove();
    return copy.textContent.trim();
  });
  return lines.join("\n") + "\n";
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("button.copy");
  if (!button) return;
  let said = "Copied";
  try {
    await navigator.clipboard.writeText(textToCopy(button));
  } catch {
    said = "Not allowed";
  }
  button.textContent = said;
  setTimeout(() => { button.textContent = "Copy"; }, 1500);
});

// Clones what the server wrote for a message without content, so that there is one markup for both.
function render(message) {
  const item = document.getElementById("mould").content.firstElementChild.cloneNode(true);
  const field = (name) => item.querySelector(`[data-field=${name}]`);
  item.dataset.attempt = message.attempt_sid;
  for (const name of ["channel", "to", "sender", "code", "text"]) field(name).textContent = message[name];
  field("channel").dataset.channel = message.channel;
  field("text").textContent = message.text.trimEnd();
  field("text").lang = field("subject").lang = message.locale;
  field("subject").textContent = message.subject ?? "";
  field("subject").hidden = !message.subject;
  field("at").dateTime = message.at;
  showLocalTime(field("at"));
  item.querySelector("button.copy").setAttribute("aria-label", `Copy code ${message.code}`);
  item.querySelector("p.code").hidden = !message.code;
  if (message.asks_for_keys) {
    item.querySelector("form.keys").hidden = false;
    item.querySelector("form.keys").action = `/inbox/messages/${message.id}/keys`;
  }
  if (message.html) {
    item.querySelector("details.mail").hidden = false;
    item.querySelector("iframe").src = `/inbox/messages/${message.id}/html`;
  }
  item.classList.add("new");
  return item;
}

let newest = document.body.dataset.newest;
let stream = null;

function show(message) {
  newest = String(message.id);
  if (list.querySelector(`[data-attempt="${CSS.escape(message.attempt_sid)}"]`)) return;
  const item = render(message);
  offerCopy(item);
  list.prepend(item);
  document.getElementById("empty").hidden = true;
  while (list.children.length > MOST) list.lastElementChild.remove();
  // Digits one by one, so that a screen reader doesn't make a number of them.
  const spoken = Array.from(message.code).join(" ");
  const told = message.code ? `code ${spoken}` : (message.subject ?? "");
  const what = message.asks_for_keys ? "it waits for keys" : told;
  document.getElementById("news").textContent = `New ${message.channel} to ${message.to}: ${what}`;
}

function say(state, text) {
  live.hidden = false;
  live.dataset.state = state;
  live.textContent = text;
}

function listen() {
  if (stream) return;
  const query = new URLSearchParams({ after: newest });
  if (document.body.dataset.to) query.set("to", document.body.dataset.to);
  stream = new EventSource(`/inbox/events?${query}`);
  stream.addEventListener("open", () => {
    say("on", "Live");
    document.getElementById("refresh").hidden = true;
  });
  stream.addEventListener("message", (event) => show(JSON.parse(event.data)));
  stream.addEventListener("error", () => {
    // The browser tries again by itself unless the server refused.
    const refused = stream?.readyState === EventSource.CLOSED;
    say("off", refused ? "Not live: reload the page" : "Reconnecting…");
    document.getElementById("refresh").hidden = false;
  });
}

function rest() {
  stream?.close();
  stream = null;
}

// A browser keeps six connections to one server: tabs that nobody looks at give theirs back.
document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
addEventListener("pagehide", rest);
addEventListener("pageshow", () => { if (!document.hidden) listen(); });

for (const time of document.querySelectorAll("#messages time")) showLocalTime(time);
offerCopy(document);
