import { createServer } from 'node:http';
import { formatMoney, total } from 'money';

/** A small shop: the price of a cart, as a service. */
export function createShop(version) {
  return createServer((request, response) => {
    const url = new URL(request.url, 'http://shop');
    try {
      const [status, body] = answer(url, version);
      response.writeHead(status, { 'content-type': 'application/json', 'x-version': version });
      response.end(JSON.stringify(body));
    } catch (error) {
      response.writeHead(500, { 'content-type': 'application/json', 'x-version': version });
      response.end(JSON.stringify({ error: error.message }));
    }
  });
}

function answer(url, version) {
  switch (url.pathname) {
    case '/':
      return [200, { service: 'shop', version }];
    case '/healthz':
      return [200, { status: 'ok' }];
    case '/checkout':
      return [200, { total: formatMoney(total(cart())) }];
    default:
      return [404, { error: 'not found' }];
  }
}

const cart = () => [
  { name: 'teapot', cents: 2400, count: 1 },
  { name: 'cup', cents: 350, count: 4 },
];

if (process.argv[1] === import.meta.filename) {
  createShop(process.env.VERSION ?? 'dev').listen(
    Number(process.env.PORT ?? 8080),
    process.env.HOST ?? '0.0.0.0',
  );
}
