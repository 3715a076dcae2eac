// SPDX-License-Identifier: MIT
// A JSON API: GET /time, POST /echo. Run it and try: curl localhost:8080/time
const http = require('node:http');

const server = http.createServer(async (request, response) => {
  const send = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify(body)}\n`);
  };
  if (request.method === 'GET' && request.url === '/time') {
    send(200, { time: new Date().toISOString() });
  } else if (request.method === 'POST' && request.url === '/echo') {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    try {
      send(200, { echo: JSON.parse(text) });
    } catch (error) {
      send(400, { error: error.message });
    }
  } else {
    send(404, { error: `no ${request.method} ${request.url}` });
  }
});

server.listen(process.env.PORT ?? 8080, () => console.log(`listening on ${server.address().port}`));
