/* Threads, locks and thread-local storage. */
#ifndef MOULT_PYTHREAD_H
#define MOULT_PYTHREAD_H

MOULT_BEGIN_C

typedef void* PyThread_type_lock;
typedef enum PyLockStatus { PY_LOCK_FAILURE = 0, PY_LOCK_ACQUIRED = 1, PY_LOCK_INTR } PyLockStatus;

#define PY_TIMEOUT_T long long
#define WAIT_LOCK 1
#define NOWAIT_LOCK 0
#define PYTHREAD_INVALID_THREAD_ID ((unsigned long)-1)

PyAPI_FUNC(void) PyThread_init_thread(void);
PyAPI_FUNC(unsigned long) PyThread_start_new_thread(void (*func)(void*), void* arg);
Py_NO_RETURN PyAPI_FUNC(void) PyThread_exit_thread(void);
PyAPI_FUNC(unsigned long) PyThread_get_thread_ident(void);
#define PY_HAVE_THREAD_NATIVE_ID
PyAPI_FUNC(unsigned long) PyThread_get_thread_native_id(void);
PyAPI_FUNC(PyThread_type_lock) PyThread_allocate_lock(void);
PyAPI_FUNC(void) PyThread_free_lock(PyThread_type_lock);
PyAPI_FUNC(int) PyThread_acquire_lock(PyThread_type_lock, int wait);
PyAPI_FUNC(PyLockStatus)
    PyThread_acquire_lock_timed(PyThread_type_lock, PY_TIMEOUT_T microseconds, int intr);
PyAPI_FUNC(void) PyThread_release_lock(PyThread_type_lock);
PyAPI_FUNC(size_t) PyThread_get_stacksize(void);
PyAPI_FUNC(int) PyThread_set_stacksize(size_t);
PyAPI_FUNC(PyObject*) PyThread_GetInfo(void);

PyAPI_FUNC(int) PyThread_create_key(void);
PyAPI_FUNC(void) PyThread_delete_key(int key);
PyAPI_FUNC(int) PyThread_set_key_value(int key, void* value);
PyAPI_FUNC(void*) PyThread_get_key_value(int key);
PyAPI_FUNC(void) PyThread_delete_key_value(int key);
PyAPI_FUNC(void) PyThread_ReInitTLS(void);

#if MOULT_API >= 0x03070000
typedef struct _Py_tss_t Py_tss_t;
PyAPI_FUNC(Py_tss_t*) PyThread_tss_alloc(void);
PyAPI_FUNC(void) PyThread_tss_free(Py_tss_t*);
PyAPI_FUNC(int) PyThread_tss_is_created(Py_tss_t*);
PyAPI_FUNC(int) PyThread_tss_create(Py_tss_t*);
PyAPI_FUNC(void) PyThread_tss_delete(Py_tss_t*);
PyAPI_FUNC(int) PyThread_tss_set(Py_tss_t*, void* value);
PyAPI_FUNC(void*) PyThread_tss_get(Py_tss_t*);
#endif

MOULT_END_C

#endif
