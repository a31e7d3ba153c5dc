import { serve } from '../../shared/serve.js';

const api = process.env.API_URL ?? 'http://api';

serve(async () => {
  const answer = await fetch(api, { signal: AbortSignal.timeout(2000) });
  const products = await answer.json();
  return products.map((product) => `${product.name}: ${product.price}`).join('\n');
});
