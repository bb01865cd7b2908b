/**
 * One request a line on stdin, one answer a line on stdout; no network.
 *
 * {"do": "verify", "credential": {...}, "status": bool, "documents": {url: document}}
 *   -> {"verified": bool, "error": text}
 * {"do": "sign", "credential": {...}, "algorithm": "ed25519" | "p256" | "p384"}
 *   -> {"credential": {...}}
 */
import {createInterface} from 'node:readline';

import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import {cryptosuite as ecdsaRdfc2019} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite as eddsaRdfc2022} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';

const MULTIKEY = 'https://w3id.org/security/multikey/v1';
const SUITES = {ed25519: eddsaRdfc2022, p256: ecdsaRdfc2019, p384: ecdsaRdfc2019};

/** Load the documents that came with the request, and did:key, which needs none. */
function loader(documents) {
  return async url => {
    if(documents[url]) {
      return {contextUrl: null, documentUrl: url, document: documents[url]};
    }
    if(url.startsWith('did:key:')) {
      const did = url.split('#')[0];
      const multikey = did.slice('did:key:'.length);
      const method = {
        '@context': MULTIKEY,
        id: `${did}#${multikey}`,
        type: 'Multikey',
        controller: did,
        publicKeyMultibase: multikey
      };
      const controller = {
        '@context': ['https://www.w3.org/ns/did/v1', MULTIKEY],
        id: did,
        verificationMethod: [method],
        assertionMethod: [method.id]
      };
      const document = url.includes('#') ? method : controller;
      return {contextUrl: null, documentUrl: url, document};
    }
    throw new Error(`${url} is not here, and nothing is fetched`);
  };
}

async function verify({credential, status = false, documents = {}}) {
  const suite = [eddsaRdfc2022, ecdsaRdfc2019].map(
    cryptosuite => new DataIntegrityProof({cryptosuite}));
  const documentLoader = loader(documents);
  const result = await vc.verifyCredential({
    credential, suite, documentLoader,
    checkStatus: async options => {
      if(!status) {
        return {verified: true};
      }
      const checked = await checkStatus({...options, suite, documentLoader});
      const bits = (checked.results ?? []).map(({status: bit}) => bit);
      return {...checked, verified: checked.verified && !bits.some(Boolean)};
    }
  });
  const errors = result.error?.errors ?? (result.error ? [result.error] : []);
  return {verified: result.verified, error: errors.map(({message}) => message).join('; ')};
}

async function sign({credential, algorithm, documents = {}}) {
  const key = algorithm === 'ed25519' ?
    await Ed25519Multikey.generate() :
    await EcdsaMultikey.generate({curve: algorithm === 'p256' ? 'P-256' : 'P-384'});
  const did = `did:key:${key.publicKeyMultibase}`;
  key.id = `${did}#${key.publicKeyMultibase}`;
  key.controller = did;
  const suite = new DataIntegrityProof({
    signer: key.signer(), cryptosuite: SUITES[algorithm]
  });
  const issuer = {...credential.issuer, id: did};
  const signed = await vc.issue({
    credential: {...credential, issuer}, suite, documentLoader: loader(documents)
  });
  return {credential: signed};
}

for await (const line of createInterface({input: process.stdin})) {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = request.do === 'sign' ? await sign(request) : await verify(request);
  } catch(error) {
    answer = {error: error.message};
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
