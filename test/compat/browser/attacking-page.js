/**
 * What a web page can send without being asked. The page takes one job after the other from its site: a way of sending, and what to send.
 * Its answer is what the page can tell of it; a way without an answer of its own says `sent`.
 */
globalThis.attackingPage = function attackingPage(site, only) {
  const element = (name, properties = {}, parent = document.body) =>
    parent.appendChild(Object.assign(document.createElement(name), properties));
  const loaded = (name, properties, parent) =>
    new Promise((resolve) => {
      const made = document.createElement(name);
      made.onload = made.oncanplay = () => resolve('loaded');
      made.onerror = () => resolve('refused');
      Object.assign(made, properties);
      (parent ?? document.body).append(made);
    });
  const simple = ({ url, body, type = 'text/plain' }, more = {}) =>
    fetch(url, { method: 'POST', mode: 'no-cors', headers: { 'content-type': type }, body, ...more }).then(
      (r) => r.type,
    );
  const form = ({ url, fields }, enctype, method = 'POST') => {
    const name = `frame${Math.random()}`;
    const frame = element('iframe', { name });
    const made = element('form', { action: url, method, enctype, target: name });
    for (const [field, value] of Object.entries(fields)) element('input', { name: field, value, type: 'hidden' }, made);
    made.submit();
    return new Promise((resolve) => {
      frame.onload = () => resolve('sent');
    });
  };
  const page = (job) =>
    `<!doctype html><body><script>(${attackingPage})(${JSON.stringify(site)}, ${JSON.stringify(job)})<${'/script>'}`;
  const elsewhere = (job, frame) => {
    element('iframe', frame({ ...job, via: undefined }));
    return 'elsewhere';
  };

  const PLACES = {
    'a sandboxed frame': (job) =>
      elsewhere(job, (inner) => ({ sandbox: 'allow-scripts allow-forms allow-popups', srcdoc: page(inner) })),
    'a data URL': (job) => elsewhere(job, (inner) => ({ src: `data:text/html,${encodeURIComponent(page(inner))}` })),
    'a blob URL': (job) =>
      elsewhere(job, (inner) => ({ src: URL.createObjectURL(new Blob([page(inner)], { type: 'text/html' })) })),
    'a name that was led here': (job) =>
      elsewhere(job, (inner) => ({
        src: `${new URL(job.url).origin}/page?${new URLSearchParams({ site, job: JSON.stringify(inner) })}`,
      })),
  };
  const WAYS = {
    'an image': ({ url }) => loaded('img', { src: url }),
    'a script': ({ url }) => loaded('script', { src: url }),
    'a module': ({ url }) =>
      import(url).then(
        () => 'loaded',
        () => 'refused',
      ),
    'a style sheet': ({ url }) => loaded('link', { rel: 'stylesheet', href: url }, document.head),
    'a prefetch': ({ url }) => loaded('link', { rel: 'prefetch', href: url }, document.head),
    'a video': ({ url }) => loaded('video', { src: url }),
    'an embedded object': ({ url }) => loaded('object', { data: url }),
    'a frame': ({ url }) => loaded('iframe', { src: url }),
    'a frame that moves on': ({ url }) =>
      loaded('iframe', { srcdoc: `<meta http-equiv="refresh" content="0;url=${url.replaceAll('&', '&amp;')}">` }),
    'a redirect of its site': ({ url }) => loaded('img', { src: `${site}/to?${new URLSearchParams({ url })}` }),
    'a window': ({ url }) => (window.open(url, '_blank', 'width=9') === null ? 'blocked' : 'opened'),
    'a window without a referrer': ({ url }) => window.open(url, '_blank', 'noopener,noreferrer') ?? 'opened',
    'an event source': ({ url }) =>
      new Promise((resolve) => {
        const source = new EventSource(url);
        source.onerror = () => {
          source.close();
          resolve('refused');
        };
      }),
    'a web socket': ({ url }) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url.replace('http', 'ws'));
        socket.onerror = () => resolve('refused');
        socket.onopen = () => resolve('open');
      }),
    'a fetch without CORS': ({ url }) => fetch(url, { mode: 'no-cors' }).then((r) => r.type),
    'a fetch with credentials': ({ url }) =>
      fetch(url, { mode: 'no-cors', credentials: 'include' }).then((r) => r.type),
    'a fetch without a referrer': ({ url }) =>
      fetch(url, { mode: 'no-cors', referrerPolicy: 'no-referrer' }).then((r) => r.type),
    'a read': ({ url }) => fetch(url).then((r) => r.text()),
    'a read with credentials': ({ url }) => fetch(url, { credentials: 'include' }).then((r) => r.text()),
    'a form by GET': (job) => form(job, 'application/x-www-form-urlencoded', 'GET'),
    'a form': (job) => form(job, 'application/x-www-form-urlencoded'),
    'a form of parts': (job) => form(job, 'multipart/form-data'),
    'a form of plain text': (job) => form(job, 'text/plain'),
    'a simple POST': (job) => simple(job),
    'a POST with credentials': (job) => simple(job, { credentials: 'include' }),
    'a POST that outlives its page': (job) => simple(job, { keepalive: true }),
    'a beacon': ({ url, body, type }) =>
      `queued: ${navigator.sendBeacon(url, type ? new Blob([body], { type }) : body)}`,
    'a ping of a link': ({ url }) => element('a', { href: '#here', ping: url }).click() ?? 'sent',
    'any request': ({ url, method, headers, body }) => fetch(url, { method, headers, body }).then((r) => r.text()),
  };

  const perform = async (job) => {
    const place = PLACES[job.via];
    const run = place ?? WAYS[job.way];
    const answer = await Promise.resolve()
      .then(() => run(job))
      .catch((error) => error.name);
    if (!place)
      await fetch(`${site}/done`, { method: 'POST', mode: 'no-cors', body: JSON.stringify({ id: job.id, answer }) });
  };
  const work = async () => {
    for (;;) {
      const answer = await fetch(`${site}/next`);
      if (answer.status !== 200) return;
      perform(await answer.json());
    }
  };
  if (only) perform(only);
  else work();
};
