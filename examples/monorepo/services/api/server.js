import { serve } from '../../shared/serve.js';

const products = [
  { name: 'bread', price: 3 },
  { name: 'salt', price: 1 },
];

serve(() => JSON.stringify(products));
