// Places: a list that has grown too long for one page leads to its parts. Whoever comes by an address from
// when it was short, `/timeline/#event-ID`, is led on to where the entry stands now. Without this script the
// reader finds the parts.
const list = document.querySelector("[data-places]");
const lead = async () => {
  const id = location.hash.slice(1);
  const start = `${list.dataset.kind}-`;
  if (!id.startsWith(start)) return;
  const answer = await fetch(list.dataset.places);
  if (!answer.ok) return;
  const wanted = id.slice(start.length);
  for (const line of (await answer.text()).split("\n")) {
    const [part, ...ids] = line.split(" ");
    if (ids.includes(wanted)) location.replace(new URL(`${part}/${location.hash}`, location.href));
  }
};
if (list) {
  window.addEventListener("hashchange", lead);
  lead();
}
