/** What a web page does, in a browser: each attempt says what it was answered, as far as a page may know that. */
async function attack({ aws, api, page, queue, bucket, body }) {
  const answers = {};
  const attempt = async (name, run) => {
    const patience = new Promise((resolve) => setTimeout(() => resolve('no answer'), 2000));
    answers[name] = await Promise.race([run().catch((error) => error.name), patience]);
  };
  const simple = (url, text, type = 'text/plain') =>
    fetch(url, { method: 'POST', mode: 'no-cors', headers: { 'content-type': type }, body: text }).then((r) => r.type);
  const form = 'application/x-www-form-urlencoded';
  const read = (url, init = {}) => fetch(url, init).then((response) => response.text());
  const image = (src) =>
    new Promise((resolve) => {
      const made = new Image();
      made.onload = () => resolve('loaded');
      made.onerror = () => resolve('refused');
      made.src = src;
    });
  const post = (action, values) =>
    new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.name = `frame${Math.random()}`;
      frame.onload = () => resolve('answered');
      const made = document.createElement('form');
      Object.assign(made, { action, method: 'POST', target: frame.name });
      for (const [name, value] of Object.entries(values)) {
        const field = document.createElement('input');
        Object.assign(field, { name, value });
        made.append(field);
      }
      document.body.append(frame, made);
      made.submit();
    });
  await attempt('clock', () => simple(`${aws}/_local/clock`, '{"advanceSeconds":86400}'));
  await attempt('beacon', async () => navigator.sendBeacon(`${aws}/_local/clock`, '{"advanceSeconds":3600}'));
  await attempt('purge', () => simple(queue, 'Action=PurgeQueue&Version=2012-11-05', form));
  await attempt('purge by a form', () => post(queue, { Action: 'PurgeQueue', Version: '2012-11-05' }));
  await attempt('purge by an image', () => image(`${queue}?Action=PurgeQueue&Version=2012-11-05`));
  await attempt('deletion of objects', () =>
    simple(`${aws}/${bucket}?delete`, '<Delete><Object><Key>kept</Key></Object></Delete>'),
  );
  await attempt('an order', () => simple(`${api}/checkout`, body));
  await attempt('an order by a form', () => post(`${api}/checkout`, { order: body }));
  await attempt('outputs', () => read(`${aws}/_local/outputs`));
  await attempt('messages', () => read(`${queue}?Action=ReceiveMessage&Version=2012-11-05`));
  await attempt('the console', () => read(page));
  await attempt('an object', () => read(`${aws}/${bucket}/kept`));
  await attempt('an object as an image', () => image(`${aws}/${bucket}/pixel`));
  await attempt('a put', () => read(`${aws}/${bucket}/kept`, { method: 'PUT', body: 'overwritten' }));
  await attempt('a put that the bucket allows', () =>
    read(`${aws}/${bucket}-open/page`, { method: 'PUT', body: 'from a page' }),
  );
  await attempt('a read that the bucket allows', () => read(`${aws}/${bucket}-open/page`));
  await attempt('faults', () =>
    simple(`${aws}/_local/faults`, '{"seed":1,"rules":[{"service":"sqs","operation":"*","kind":"error","rate":1}]}'),
  );
  await fetch('/done', { method: 'POST', body: JSON.stringify(answers) });
}

attack(JSON.parse(document.currentScript.dataset.targets));
