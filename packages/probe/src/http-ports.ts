/** A port of a Service, or of its EndpointSlice. */
export interface NamedPort {
  name: string | undefined;
  port: number;
  protocol: string;
  appProtocol: string | undefined;
}

const httpProtocols = new Set(['http', 'https', 'kubernetes.io/ws', 'kubernetes.io/wss']);

/** Names after the convention `PROTOCOL` or `PROTOCOL-suffix`. */
const httpName = /^(https?|web)(-|$)/;
const otherName =
  /^(grpc|tcp|udp|tls|dns|smtp|imap|ssh|ftp|amqp|mqtt|kafka|nats|redis|memcached?|mongo(db)?|mysql|mariadb|pg|postgres(ql)?|metrics|debug)(-|$)/;

/** SSH, SMTP, DNS, and the usual databases and brokers. */
const otherNumbers = new Set([22, 25, 53, 1433, 3306, 4222, 5432, 5672, 6379, 9042, 9092, 11211, 27017]);

/**
 * The ports that a smoke test asks: what says that it is HTTP, else a Service's only TCP port unless its
 * name or number is known to be something else. Asking a database for `/` would condemn a good release.
 */
export function httpPorts<Port extends NamedPort>(ports: readonly Port[]): Port[] {
  const tcp = ports.filter((port) => port.protocol === 'TCP');
  const declared = tcp.filter((port) =>
    port.appProtocol === undefined
      ? httpName.test(port.name ?? '')
      : httpProtocols.has(port.appProtocol.toLowerCase()),
  );
  if (declared.length > 0) return declared;
  return tcp.length === 1 ? tcp.filter(couldBeHttp) : [];
}

function couldBeHttp(port: NamedPort): boolean {
  return port.appProtocol === undefined && !otherName.test(port.name ?? '') && !otherNumbers.has(port.port);
}

/** Whether a port must be asked with TLS. */
export function isTls(port: Pick<NamedPort, 'name' | 'port' | 'appProtocol'>): boolean {
  if (port.appProtocol !== undefined) return /^(https|kubernetes\.io\/wss)$/i.test(port.appProtocol);
  return /^https(-|$)/.test(port.name ?? '') || port.port === 443;
}
