// What is wrong with the page, for whoever reads, hears or fills it in: a list of sentences.
// The rules are WCAG 2.2's: 1.3.1, 1.4.3, 1.4.10, 1.4.11, 2.4.2, 2.5.8, 3.1.1, 4.1.2.
const faults = [];
const all = (selector) => [...document.querySelectorAll(selector)];
const inputs = all("input:not([type=hidden]), select, textarea");
const isShown = (element) =>
  element.checkVisibility({ visibilityProperty: true }) && !element.closest("[aria-hidden=true]");
const name = (element) => `<${element.localName}> “${element.textContent.trim().slice(0, 40)}”`;

// --- what it is called
if (!document.documentElement.lang) faults.push("the page has no language");
if (!document.title.trim()) faults.push("the page has no title");
if (all("h1").length !== 1) faults.push(`the page has ${all("h1").length} h1`);
if (all("main").length !== 1) faults.push(`the page has ${all("main").length} main`);
for (const frame of all("iframe:not([title])")) faults.push(`${name(frame)} has no title`);

// --- what belongs together
const ids = all("[id]").map((element) => element.id);
for (const id of ids.filter((id, place) => ids.indexOf(id) !== place)) faults.push(`two are ${id}`);
for (const link of all("a[href^='#']")) {
  if (!ids.includes(link.hash.slice(1))) faults.push(`${name(link)} leads to nothing`);
}
for (const element of all("[aria-describedby]")) {
  const described = element.getAttribute("aria-describedby");
  if (!ids.includes(described)) faults.push(`nothing is called ${described}`);
}
for (const input of inputs) {
  const labels = [...input.labels].map((label) => label.textContent.trim()).filter(Boolean);
  if (labels.length !== 1) faults.push(`${input.name} has ${labels.length} labels`);
  if (input.type === "radio" && !input.closest("fieldset")?.querySelector("legend")) {
    faults.push(`the buttons of ${input.name} have no legend`);
  }
}

// --- how it can be told apart (WCAG, relative luminance and contrast ratio)
const numbers = (color) => {
  const [red, green, blue, alpha = 1] = color.match(/[\d.]+/g).map(Number);
  return { channels: [red, green, blue], alpha };
};
const over = (top, bottom) => top.channels.map(
  (channel, place) => channel * top.alpha + bottom[place] * (1 - top.alpha));
const ground = (element) => {
  const layers = [];
  for (let at = element; at; at = at.parentElement) {
    layers.push(numbers(getComputedStyle(at).backgroundColor));
    if (layers.at(-1).alpha === 1) {
      return layers.reverse().reduce((below, layer) => over(layer, below), [0, 0, 0]);
    }
  }
  faults.push(`${name(element)} stands on no ground`);
  return [255, 255, 255];
};
const luminance = (channels) => {
  const [red, green, blue] = channels.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const ratio = (one, other) => {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};
const demand = (least, color, below, what) => {
  const found = ratio(over(numbers(color), below), below);
  if (found < least) faults.push(`${what} has a contrast of ${found.toFixed(2)}, not ${least}`);
};
const boxes = inputs.filter(({ type }) => type !== "radio" && type !== "checkbox");
const speakers = new Set(boxes);
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  if (texts.currentNode.data.trim()) speakers.add(texts.currentNode.parentElement);
}
for (const element of [...speakers].filter(isShown)) {
  demand(4.5, getComputedStyle(element).color, ground(element), name(element));
}
for (const input of boxes.filter(isShown)) {
  demand(3, getComputedStyle(input).borderTopColor, ground(input.parentElement),
    `the border of ${input.name}`);
}

// --- whether it fits, and can be hit
const { scrollWidth, clientWidth } = document.documentElement;
if (scrollWidth > clientWidth) faults.push(`it is ${scrollWidth - clientWidth} pixels too wide`);
for (const target of [...all("button"), ...inputs].filter(isShown)) {
  const { width, height } = (target.closest("label") ?? target).getBoundingClientRect();
  if (width < 24 || height < 24) {
    faults.push(`${name(target)} ${target.name} is ${width} × ${height} pixels small`);
  }
}
return faults;
