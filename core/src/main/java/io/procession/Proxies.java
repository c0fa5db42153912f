package io.procession;

import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Proxies of managed objects: for an interface of one's own whatever {@link Proxy} makes of it, with every method
 * called in the server; for collections a class that does by itself what needs no call, or several.
 */
final class Proxies {

    private Proxies() {
    }

    /**
     * What every proxy is besides its interface; public, lest an interface that is not cannot be in another package.
     */
    public interface Travelling extends Serializable {

        /** For serialization. */
        Object writeReplace();
    }

    /** A proxy of an object with a face. */
    static Object make(RemoteReference reference) {
        Object remote = remote(reference);
        if (remote instanceof RemoteMap<?, ?> map) {
            return new MapProxy<>(map, reference);
        }
        if (remote instanceof RemoteList<?> list) {
            return new ListProxy<>(list, reference);
        }
        if (remote instanceof RemoteSet<?> set) {
            return new SetProxy<>(set, reference);
        }
        if (remote instanceof RemoteQueue<?> queue) {
            return new QueueProxy<>(queue, reference);
        }
        return remote;
    }

    private static Object remote(RemoteReference reference) {
        Class<?> type = reference.face().type();
        ClassLoader loader = type.getClassLoader() == null ? Proxies.class.getClassLoader() : type.getClassLoader();
        return Proxy.newProxyInstance(loader, new Class<?>[] {type, Travelling.class}, new Handler(reference));
    }

    /** Two proxies are equal if their object is the same. */
    private record Handler(RemoteReference reference) implements InvocationHandler {

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            Class<?> declarer = method.getDeclaringClass();
            if (declarer == Object.class) {
                return switch (method.getName()) {
                    case "equals" -> isSame(arguments[0]);
                    case "hashCode" -> reference.hashCode();
                    default -> reference.toString();
                };
            }
            if (declarer == Travelling.class) {
                return new ObjectHandle(reference);
            }
            return reference.call(reference.face().number(method), arguments);
        }

        private boolean isSame(Object other) {
            return other != null && Proxy.isProxyClass(other.getClass())
                && Proxy.getInvocationHandler(other) instanceof Handler handler && reference.equals(handler.reference);
        }
    }
}
