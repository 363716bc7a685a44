// Timeline: the links to the subjects become boxes that choose which events are shown. Without this script
// each subject has a page of its own, to which the tags of the events lead also with it.
const subjects = document.querySelector("#subjects ol");
const links = subjects ? [...subjects.querySelectorAll("a[data-tag]")] : [];
if (links.length > 0) {
  const events = [...document.querySelectorAll("li[data-tags]")];
  const items = [...document.querySelectorAll("ol.timeline > li")];
  const years = [...document.querySelectorAll("section.group")].filter((year) => year.querySelector("ol.timeline"));
  const state = document.createElement("p");
  state.className = "meta filter-state";
  state.setAttribute("role", "status");
  const clear = document.createElement("button");
  clear.type = "button";
  clear.textContent = "Show all";
  clear.className = "filter-clear";
  clear.hidden = true;

  const boxes = links.map((link) => {
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.name = "tag";
    box.value = link.dataset.tag;
    label.append(box, " ", ...link.childNodes);
    link.replaceWith(label);
    return box;
  });
  // The boxes are one choice, also for those who only hear them.
  const choice = document.createElement("div");
  choice.setAttribute("role", "group");
  choice.ariaLabel = "Subjects";
  subjects.replaceWith(choice);
  choice.append(subjects);
  const nav = document.getElementById("subjects");
  const group = document.createElement("form");
  group.className = nav.className;
  group.id = nav.id;
  group.ariaLabel = "Choose subjects";
  group.append(...nav.childNodes);
  nav.replaceWith(group);
  group.after(state, clear);

  const tagsOf = (event) => event.dataset.tags.split(" ");
  const titleOf = (box) => box.parentElement.textContent.replace(/\d+\s*$/, "").trim();

  const show = () => {
    const chosen = boxes.filter((box) => box.checked);
    const ids = new Set(chosen.map((box) => box.value));
    for (const item of items) {
      item.hidden = ids.size > 0 && !(events.includes(item) && tagsOf(item).some((tag) => ids.has(tag)));
    }
    for (const year of years) {
      year.hidden = !year.querySelector("ol.timeline > li:not([hidden])");
      const jump = document.querySelector(`.years a[href="#${year.querySelector("h2").id}"]`);
      if (jump) jump.parentElement.hidden = year.hidden;
    }
    const count = items.filter((item) => !item.hidden).length;
    clear.hidden = ids.size === 0;
    state.textContent =
      ids.size === 0 ? "" : `${count} of ${items.length} events: ${chosen.map(titleOf).join(" or ")}`;
  };
  const remember = () => {
    const address = new URL(location.href);
    address.searchParams.delete("tag");
    for (const box of boxes) if (box.checked) address.searchParams.append("tag", box.value);
    history.replaceState(null, "", address);
  };
  const choose = (ids) => {
    for (const box of boxes) box.checked = ids.includes(box.value);
    show();
  };
  // Whoever comes for one event gets it, whatever was chosen.
  const showTarget = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!target?.closest("[hidden]")) return;
    choose([]);
    remember();
    target.scrollIntoView();
  };

  group.addEventListener("change", () => {
    show();
    remember();
  });
  group.addEventListener("submit", (event) => event.preventDefault());
  clear.addEventListener("click", () => {
    choose([]);
    remember();
    boxes[0].focus();
  });
  window.addEventListener("hashchange", showTarget);
  choose(new URL(location.href).searchParams.getAll("tag"));
  showTarget();
}
