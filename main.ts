// The program is src/main.ts. It stands behind this file so that migrations/ and sandbox/, which are compiled
// beside src/, keep their place in dist/ and `node dist/main.js` still starts the service.
import './src/main.js';
