"""Contexts, objects and sockets of the ssl module over _ssl.

The library's own ssl.py comes from Pyodide, where these classes can do nothing. `install` puts
working ones in their place.
"""

import _ssl
import socket as _socket_module
import warnings
from socket import AF_INET, SO_TYPE, SOCK_STREAM, SOL_SOCKET, socket


def _forward(name):
    """A method that hands its work to the connection."""

    def method(self, *args, **kwargs):
        return getattr(self._sslobj, name)(*args, **kwargs)

    method.__name__ = name
    return method


def _attribute(name, settable=False):
    def get(self):
        obj = self._sslobj
        return None if obj is None else getattr(obj, name)

    def put(self, value):
        setattr(self._sslobj, name, value)

    return property(get, put if settable else None)


_base = _ssl._SSLContext


def _enum_property(name, kind):
    """An attribute of the C type whose values are shown as members of an enum."""
    slot = getattr(_base, name)

    def get(self):
        value = slot.__get__(self, type(self))
        try:
            return kind(value)
        except ValueError:
            return value

    def put(self, value):
        slot.__set__(self, int(value) if name == "options" else value)

    return property(get, put)


def _make_context(ns):
    class SSLContext(_base):
        """Settings and certificates that connections share."""

        sslsocket_class = None
        sslobject_class = None

        def __new__(cls, protocol=None, *args, **kwargs):
            if protocol is None:
                warnings.warn(
                    "ssl.SSLContext() without protocol argument is deprecated.",
                    category=DeprecationWarning,
                    stacklevel=2,
                )
                protocol = ns["PROTOCOL_TLS"]
            return _base.__new__(cls, protocol)

        def _encode_hostname(self, hostname):
            if hostname is None:
                return None
            if isinstance(hostname, str):
                return hostname.encode("idna").decode("ascii")
            return hostname.decode("ascii")

        def wrap_socket(
            self,
            sock,
            server_side=False,
            do_handshake_on_connect=True,
            suppress_ragged_eofs=True,
            server_hostname=None,
            session=None,
        ):
            return self.sslsocket_class._create(
                sock=sock,
                server_side=server_side,
                do_handshake_on_connect=do_handshake_on_connect,
                suppress_ragged_eofs=suppress_ragged_eofs,
                server_hostname=server_hostname,
                context=self,
                session=session,
            )

        def wrap_bio(self, incoming, outgoing, server_side=False, server_hostname=None, session=None):
            return self.sslobject_class._create(
                incoming,
                outgoing,
                server_side=server_side,
                server_hostname=self._encode_hostname(server_hostname),
                session=session,
                context=self,
            )

        def set_npn_protocols(self, npn_protocols):
            warnings.warn(
                "ssl NPN is deprecated, use ALPN instead", DeprecationWarning, stacklevel=2
            )

        def set_servername_callback(self, server_name_callback):
            self.sni_callback = server_name_callback

        def set_alpn_protocols(self, alpn_protocols):
            wire = bytearray()
            for name in alpn_protocols:
                raw = name.encode("ascii")
                if not 0 < len(raw) < 256:
                    raise ns["SSLError"]("ALPN protocols must be 1 to 255 in length")
                wire.append(len(raw))
                wire += raw
            self._set_alpn_protocols(wire)

        def load_default_certs(self, purpose=None):
            if purpose is None:
                purpose = ns["Purpose"].SERVER_AUTH
            if not isinstance(purpose, ns["_ASN1Object"]):
                raise TypeError(purpose)
            self.set_default_verify_paths()

        minimum_version = _enum_property("minimum_version", ns["TLSVersion"])
        maximum_version = _enum_property("maximum_version", ns["TLSVersion"])
        options = _enum_property("options", ns["Options"])
        verify_flags = _enum_property("verify_flags", ns["VerifyFlags"])
        verify_mode = _enum_property("verify_mode", ns["VerifyMode"])

        @property
        def protocol(self):
            return ns["_SSLMethod"](_base.protocol.__get__(self, type(self)))

        @property
        def hostname_checks_common_name(self):
            return not self._host_flags & _ssl.HOSTFLAG_NEVER_CHECK_SUBJECT

        @hostname_checks_common_name.setter
        def hostname_checks_common_name(self, value):
            if value:
                self._host_flags &= ~_ssl.HOSTFLAG_NEVER_CHECK_SUBJECT
            else:
                self._host_flags |= _ssl.HOSTFLAG_NEVER_CHECK_SUBJECT

    return SSLContext


_SHARED = (
    "getpeercert",
    "get_verified_chain",
    "get_unverified_chain",
    "selected_alpn_protocol",
    "cipher",
    "shared_ciphers",
    "compression",
    "get_channel_binding",
    "version",
    "verify_client_post_handshake",
)


def _make_object(ns):
    class SSLObject:
        """A connection without a network: its bytes go through two memory BIOs."""

        def __init__(self, *args, **kwargs):
            raise TypeError(
                f"{self.__class__.__name__} does not have a public constructor. "
                "Instances are returned by SSLContext.wrap_bio()."
            )

        @classmethod
        def _create(
            cls,
            incoming,
            outgoing,
            server_side=False,
            server_hostname=None,
            session=None,
            context=None,
        ):
            self = cls.__new__(cls)
            self._sslobj = context._wrap_bio(
                incoming,
                outgoing,
                server_side=server_side,
                server_hostname=server_hostname,
                owner=self,
                session=session,
            )
            return self

        context = _attribute("context", True)
        session = _attribute("session", True)
        session_reused = _attribute("session_reused")
        server_side = _attribute("server_side")
        server_hostname = _attribute("server_hostname")

        def read(self, len=1024, buffer=None):
            if buffer is None:
                return self._sslobj.read(len)
            return self._sslobj.read(len, buffer)

        def selected_npn_protocol(self):
            warnings.warn(
                "ssl NPN is deprecated, use ALPN instead", DeprecationWarning, stacklevel=2
            )

        write = _forward("write")
        pending = _forward("pending")
        do_handshake = _forward("do_handshake")
        unwrap = _forward("shutdown")

    for name in _SHARED:
        setattr(SSLObject, name, _forward(name))
    return SSLObject


def _make_socket(ns):
    wants = (_ssl.SSLWantReadError, _ssl.SSLWantWriteError)

    class SSLSocket(socket):
        """A socket whose bytes are encrypted once it is connected."""

        def __init__(self, *args, **kwargs):
            raise TypeError(
                f"{self.__class__.__name__} does not have a public constructor. "
                "Instances are returned by SSLContext.wrap_socket()."
            )

        @classmethod
        def _create(
            cls,
            sock,
            server_side=False,
            do_handshake_on_connect=True,
            suppress_ragged_eofs=True,
            server_hostname=None,
            context=None,
            session=None,
        ):
            if sock.getsockopt(SOL_SOCKET, SO_TYPE) != SOCK_STREAM:
                raise NotImplementedError("only stream sockets are supported")
            if server_side:
                if server_hostname:
                    raise ValueError("server_hostname can only be specified in client mode")
                if session is not None:
                    raise ValueError("session can only be specified in client mode")
            if context.check_hostname and not server_hostname:
                raise ValueError("check_hostname requires server_hostname")

            timeout = sock.gettimeout()
            self = cls.__new__(cls, family=sock.family, type=sock.type, proto=sock.proto)
            socket.__init__(
                self, family=sock.family, type=sock.type, proto=sock.proto, fileno=sock.fileno()
            )
            sock.detach()
            try:
                self._context = context
                self._session = session
                self._sslobj = None
                self.server_side = server_side
                self.server_hostname = context._encode_hostname(server_hostname)
                self.do_handshake_on_connect = do_handshake_on_connect
                self.suppress_ragged_eofs = suppress_ragged_eofs
                self._connected = self._is_connected()
                self.settimeout(timeout)
                if self._connected:
                    self._start()
            except BaseException:
                self.close()
                raise
            return self

        def _is_connected(self):
            import errno

            try:
                self.getpeername()
            except OSError as e:
                if e.errno not in (errno.ENOTCONN, errno.EINVAL):
                    raise
                return False
            return True

        def _start(self):
            self._sslobj = self._context._wrap_socket(
                self,
                self.server_side,
                self.server_hostname,
                owner=self,
                session=self._session,
            )
            if self.do_handshake_on_connect:
                if self.gettimeout() == 0.0:
                    raise ValueError(
                        "do_handshake_on_connect should not be specified for non-blocking sockets"
                    )
                self.do_handshake()

        @property
        def context(self):
            return self._context

        @context.setter
        def context(self, ctx):
            self._context = ctx
            if self._sslobj is not None:
                self._sslobj.context = ctx

        session_reused = _attribute("session_reused")

        @property
        def session(self):
            return None if self._sslobj is None else self._sslobj.session

        @session.setter
        def session(self, session):
            self._session = session
            if self._sslobj is not None:
                self._sslobj.session = session

        def _plain(self, what, flags):
            if flags != 0:
                raise ValueError(
                    f"non-zero flags not allowed in calls to {what}() on {self.__class__}"
                )

        def dup(self):
            raise NotImplementedError("Can't dup() %s instances" % self.__class__.__name__)

        def read(self, len=1024, buffer=None):
            if self._sslobj is None:
                raise ValueError("Read on closed or unwrapped SSL socket.")
            try:
                if buffer is not None:
                    return self._sslobj.read(len, buffer)
                return self._sslobj.read(len)
            except ns["SSLError"] as e:
                if e.args[0] == ns["SSL_ERROR_EOF"] and self.suppress_ragged_eofs:
                    return 0 if buffer is not None else b""
                raise

        def write(self, data):
            if self._sslobj is None:
                raise ValueError("Write on closed or unwrapped SSL socket.")
            return self._sslobj.write(data)

        def selected_npn_protocol(self):
            warnings.warn(
                "ssl NPN is deprecated, use ALPN instead", DeprecationWarning, stacklevel=2
            )

        def send(self, data, flags=0):
            if self._sslobj is None:
                return super().send(data, flags)
            self._plain("send", flags)
            return self._sslobj.write(data)

        def sendto(self, data, flags_or_addr, addr=None):
            if self._sslobj is not None:
                raise ValueError(f"sendto not allowed on instances of {self.__class__}")
            if addr is None:
                return super().sendto(data, flags_or_addr)
            return super().sendto(data, flags_or_addr, addr)

        def sendmsg(self, *args, **kwargs):
            raise NotImplementedError(f"sendmsg not allowed on instances of {self.__class__}")

        def sendall(self, data, flags=0):
            if self._sslobj is None:
                return super().sendall(data, flags)
            self._plain("sendall", flags)
            with memoryview(data) as view, view.cast("B") as octets:
                sent = 0
                while sent < len(octets):
                    sent += self.send(octets[sent:])

        def sendfile(self, file, offset=0, count=None):
            if self._sslobj is not None:
                return self._sendfile_use_send(file, offset, count)
            return super().sendfile(file, offset, count)

        def recv(self, buflen=1024, flags=0):
            if self._sslobj is None:
                return super().recv(buflen, flags)
            self._plain("recv", flags)
            return self.read(buflen)

        def recv_into(self, buffer, nbytes=None, flags=0):
            if nbytes is None:
                with memoryview(buffer) as view:
                    nbytes = view.nbytes or 1024
            if self._sslobj is None:
                return super().recv_into(buffer, nbytes, flags)
            self._plain("recv_into", flags)
            return self.read(nbytes, buffer)

        def recvfrom(self, buflen=1024, flags=0):
            if self._sslobj is not None:
                raise ValueError(f"recvfrom not allowed on instances of {self.__class__}")
            return super().recvfrom(buflen, flags)

        def recvfrom_into(self, buffer, nbytes=None, flags=0):
            if self._sslobj is not None:
                raise ValueError(f"recvfrom_into not allowed on instances of {self.__class__}")
            return super().recvfrom_into(buffer, nbytes, flags)

        def recvmsg(self, *args, **kwargs):
            raise NotImplementedError(f"recvmsg not allowed on instances of {self.__class__}")

        def recvmsg_into(self, *args, **kwargs):
            raise NotImplementedError(
                f"recvmsg_into not allowed on instances of {self.__class__}"
            )

        def pending(self):
            return 0 if self._sslobj is None else self._sslobj.pending()

        def shutdown(self, how):
            self._sslobj = None
            super().shutdown(how)

        def unwrap(self):
            if self._sslobj is None:
                raise ValueError(f"No SSL wrapper around {self}")
            plain = self._sslobj.shutdown()
            self._sslobj = None
            return plain

        def verify_client_post_handshake(self):
            if self._sslobj is None:
                raise ValueError(f"No SSL wrapper around {self}")
            return self._sslobj.verify_client_post_handshake()

        def _real_close(self):
            self._sslobj = None
            super()._real_close()

        def do_handshake(self, block=False):
            if not self._connected:
                self.getpeername()
            timeout = self.gettimeout()
            try:
                if timeout == 0.0 and block:
                    self.settimeout(None)
                self._sslobj.do_handshake()
            finally:
                self.settimeout(timeout)

        def _connect(self, addr, codes):
            if self.server_side:
                raise ValueError("can't connect in server-side mode")
            if self._connected or self._sslobj is not None:
                raise ValueError("attempt to connect already-connected SSLSocket!")
            result = None
            if codes:
                result = super().connect_ex(addr)
            else:
                super().connect(addr)
            if not result:
                self._connected = True
                try:
                    self._start()
                except (OSError, ValueError):
                    self._sslobj = None
                    raise
            return result

        def connect(self, addr):
            self._connect(addr, False)

        def connect_ex(self, addr):
            return self._connect(addr, True)

        def accept(self):
            client, addr = super().accept()
            client = self.context.wrap_socket(
                client,
                do_handshake_on_connect=self.do_handshake_on_connect,
                suppress_ragged_eofs=self.suppress_ragged_eofs,
                server_side=True,
            )
            return client, addr

        def getpeercert(self, binary_form=False):
            if not self._connected:
                self.getpeername()
            return self._sslobj.getpeercert(binary_form)

    def optional(name):
        def method(self, *args, **kwargs):
            if self._sslobj is None:
                return None
            return getattr(self._sslobj, name)(*args, **kwargs)

        method.__name__ = name
        return method

    for name in _SHARED:
        if name not in SSLSocket.__dict__:
            setattr(SSLSocket, name, optional(name))
    return SSLSocket


def install(ns):
    """Replaces the classes of the module whose namespace is given."""
    context = _make_context(ns)
    made = {
        "SSLContext": context,
        "SSLObject": _make_object(ns),
        "SSLSocket": _make_socket(ns),
    }
    context.sslsocket_class = made["SSLSocket"]
    context.sslobject_class = made["SSLObject"]
    for name, cls in made.items():
        cls.__module__ = "ssl"
        cls.__qualname__ = name
        ns[name] = cls

    def get_server_certificate(addr, ssl_version=ns["PROTOCOL_TLS_CLIENT"], ca_certs=None, timeout=_socket_module._GLOBAL_DEFAULT_TIMEOUT):
        """The certificate of the server at an address, as PEM text."""
        host, _port = addr
        checks = ns["CERT_NONE"] if ca_certs is None else ns["CERT_REQUIRED"]
        ctx = ns["_create_stdlib_context"](ssl_version, cert_reqs=checks, cafile=ca_certs)
        with _socket_module.create_connection(addr, timeout=timeout) as raw:
            with ctx.wrap_socket(raw, server_hostname=host) as tls:
                return ns["DER_cert_to_PEM_cert"](tls.getpeercert(True))

    ns["get_server_certificate"] = get_server_certificate
