// Runs in every page under measurement, before its own scripts. Each stamp is taken after the frame
// that shows what it stands for, and everything is noted inside the page: a driver that looks every
// few milliseconds would be part of what it measures.
(() => {
  const NUMBERS = '.card-value, [data-testid=stMetricValue], .number';
  // of a page that has none of these: its sentences, or its table; plotly has points, too
  const WORDS = '.finding, ul.points, .groups td';
  const PLOTS = '.js-plotly-plot';
  const LOOK_AGAIN_MS = 25;
  const MOST_LOOKS = 2_400;  // a minute; not by the clock, for a machine that is halted meanwhile

  const tasks = [];
  const drawings = new WeakMap();  // plot → when it was last drawn
  const hooked = new WeakMap();  // plot → the emitter that is listened to
  let since, begun, before, words, wordsAt, highlightAt;

  new PerformanceObserver(list => {
    for (const {startTime, duration} of list.getEntries()) tasks.push({startTime, duration});
  }).observe({type: 'longtask', buffered: true});

  const painted = mark => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => mark(performance.now());
    channel.port2.postMessage(0);
  });
  const plots = () => [...document.querySelectorAll(PLOTS)];
  // What a page brings along covers what it draws itself, as long as it stands.
  const found = selector => [...(document.querySelector('.preview') ?? document)
    .querySelectorAll(selector)].map(one => one.textContent);
  const numbers = () => {
    const values = found(NUMBERS);
    return values.length ? values : found(WORDS);
  };

  const drew = plot => painted(at => drawings.set(plot, at));

  const look = () => {
    const now = numbers().join('|');
    if (now !== words) {
      words = now;
      painted(at => { wordsAt = at; });
    }
    for (const plot of plots()) {
      // a plot that is made anew in the same place has another emitter
      if (!plot.on || plot.on === hooked.get(plot)) continue;
      hooked.set(plot, plot.on);
      plot.on('plotly_afterplot', () => drew(plot));
      if (plot.calcdata && plot.querySelector('.main-svg')) drew(plot);
    }
  };
  new MutationObserver(look).observe(
    document, {childList: true, characterData: true, subtree: true});

  // The bars of the first chart, without the invisible ones that take the clicks.
  const highlighted = () => {
    const bars = [...document.querySelectorAll(`${PLOTS} .barlayer .point > path`)]
      .filter(bar => plots()[0].contains(bar) && getComputedStyle(bar).fillOpacity !== '0')
      .map(bar => Number(getComputedStyle(bar).opacity));
    return bars.length > 0 && Math.min(...bars) < Math.max(...bars);
  };
  const styles = new MutationObserver(() => {
    if (highlightAt === null && highlighted()) {
      highlightAt = Infinity;
      painted(at => { highlightAt = at; });
    }
  });

  const plain = (_, value) => ArrayBuffer.isView(value) ? Array.from(value) : value;
  // What a plot shows, as a number: the same figure has the same one wherever it is drawn.
  const print = plot => {
    const text = JSON.stringify((plot.data ?? []).map(({x, y}) => [x, y]), plain);
    let hash = 0;
    for (let place = 0; place < text.length; place += 1)
      hash = (Math.imul(hash, 31) + text.charCodeAt(place)) | 0;
    return hash;
  };
  const inSight = plot => {
    const box = plot.getBoundingClientRect();
    return box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  };

  const begins = event => {
    if (begun === null && event.isTrusted && (event.type === 'pointerup' || event.key === 'Enter'))
      begun = event.timeStamp;
  };
  addEventListener('pointerup', begins, true);
  addEventListener('keydown', begins, true);

  const arm = ({opening, selecting} = {}) => {
    since = opening ? 0 : performance.now();
    begun = opening ? 0 : null;
    before = opening ? [] : plots().map(print);
    words = opening ? '' : numbers().join('|');
    wordsAt = highlightAt = null;
    styles.disconnect();
    if (selecting) styles.observe(document, {
      attributes: true, attributeFilter: ['style', 'class', 'opacity'], childList: true,
      subtree: true});
  };

  // What was noted since `arm`, once everything wanted is there and nothing has happened for
  // `quiet` ms: so many `charts` and, where they are wanted, `numbers`, all of them other than
  // before; or, where a `highlight` is wanted or to vanish, that alone. Times are from the opening or the click [ms];
  // null is what was not waited for.
  const settled = ({quiet, charts, numbers: wanted, highlight}) => new Promise((resolve, reject) => {
    let looks = 0;
    const lookAgain = () => {
      const there = plots();
      const drawn = there.map(plot => drawings.get(plot) ?? 0);
      const seen = drawn.filter((_, place) => inSight(there[place]));
      const own = tasks.filter(task => task.startTime + task.duration > since);
      const quietSince = Math.max(
        since, begun ?? Infinity, wordsAt ?? 0, highlightAt ?? 0, ...drawn,
        ...own.map(task => task.startTime + task.duration));
      const whole = there.length === charts && (highlight === undefined
        ? drawn.every(at => at > since)
          && (!wanted || (numbers().length > 0 && wordsAt !== null))
        : highlight ? highlightAt !== null : !highlighted());
      if (!whole || performance.now() - quietSince < quiet
          || highlight === undefined
            && there.some((plot, place) => print(plot) === before[place])) {
        if ((looks += 1) < MOST_LOOKS) setTimeout(lookAgain, LOOK_AGAIN_MS);
        else reject(new Error(`not settled: ${there.length} charts, drawn ${drawn}, numbers `
          + `${numbers()} at ${wordsAt}, highlight at ${highlightAt}, quiet since ${quietSince}`));
        return;
      }
      const busyUntil = Math.max(0, ...own.map(task => task.startTime + task.duration));
      const fresh = drawn.filter(at => at > since);
      const from = at => at === null ? null : at - begun;
      resolve({
        numbers: from(wordsAt),
        first: fresh.length ? from(Math.min(...fresh)) : null,
        highlight: from(highlightAt),
        settled: from(Math.max(busyUntil, wordsAt ?? 0, highlightAt ?? 0, ...seen)),
        all: from(Math.max(busyUntil, wordsAt ?? 0, highlightAt ?? 0, ...drawn)),
        tasks: own.map(task => task.duration),
        prints: there.map(print),
      });
    };
    lookAgain();
  });

  arm({opening: true});
  window.bench = {arm, settled};
})();
