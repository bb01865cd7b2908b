/**
 * npm @digitalbazaar/vc behind Node's own http server: POST {"verifiableCredential"} anywhere,
 * and be answered 200 or 400 with {"verified", "errors"}. Listens on loopback only; no network.
 *
 * The file that is named as the argument: {"documents": {url: document}, "port"}
 */
import {readFileSync} from 'node:fs';
import {createServer} from 'node:http';

import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';

const LARGEST = 12 * 2 ** 20;
const {documents, port} = JSON.parse(readFileSync(process.argv.at(-1), 'utf8'));

async function documentLoader(url) {
  const document = documents[url];
  if(!document) {
    throw new Error(`${url} is not here, and nothing is fetched`);
  }
  return {contextUrl: null, documentUrl: url, document};
}

const suite = new DataIntegrityProof({cryptosuite});

async function answer(body) {
  const {verifiableCredential: credential} = JSON.parse(body);
  const result = await vc.verifyCredential({
    credential, suite, documentLoader,
    checkStatus: options => checkStatus({...options, suite, documentLoader})
  });
  const errors = result.verified ? [] : [String(result.error)];
  return {verified: result.verified, errors};
}

const server = createServer((request, response) => {
  const pieces = [];
  let size = 0;
  request.on('data', piece => {
    size += piece.length;
    if(size > LARGEST) {
      request.destroy();
    }
    pieces.push(piece);
  });
  request.on('end', async () => {
    let said;
    try {
      said = await answer(Buffer.concat(pieces).toString('utf8'));
    } catch(error) {
      said = {verified: false, errors: [String(error)]};
    }
    const bytes = Buffer.from(JSON.stringify(said));
    response.writeHead(said.verified ? 200 : 400, {
      'Content-Type': 'application/json', 'Content-Length': bytes.length
    });
    response.end(bytes);
  });
});
server.listen(port, '127.0.0.1');
