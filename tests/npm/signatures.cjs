// RFC 9421 by `http-message-signatures` of npm. A job on standard input, its outcome on standard output, both JSON; see tests/npm/__init__.py.
const { createPrivateKey, createPublicKey } = require("node:crypto");
const { readFileSync } = require("node:fs");
const { httpbis, createSigner, createVerifier } = require("http-message-signatures");

const job = JSON.parse(readFileSync(0, "utf8"));

async function sign({ request, key, algorithm, covered, parameters }) {
  const { created, expires, ...others } = parameters;
  const paramValues = { ...others, created: new Date(created * 1000), expires: new Date(expires * 1000) };
  const signer = createSigner(createPrivateKey(key), algorithm, others.keyid);
  const params = ["created", "expires", "keyid", "alg", "nonce"];
  const signed = await httpbis.signMessage({ key: signer, name: "node", params, fields: covered, paramValues }, request);
  return signed.headers;
}

async function verify({ request, key, algorithm, covered }) {
  const verifier = { algs: [algorithm], verify: createVerifier(createPublicKey(key), algorithm) };
  const asked = { keyLookup: async () => verifier, requiredFields: covered, requiredParams: ["created", "expires", "nonce", "keyid"] };
  try {
    return (await httpbis.verifyMessage(asked, request)) === true;
  } catch (refusal) {
    return String(refusal.message);
  }
}

({ sign, verify })[job.act](job).then((outcome) => process.stdout.write(JSON.stringify(outcome)));
