import sys, zipfile, os, tempfile
d=tempfile.mkdtemp(); z=os.path.join(d,'a.zip')
with zipfile.ZipFile(z,'w') as f:
    f.writestr('mm.py','x = 5\ndef f(): 1/0\n'); f.writestr('pk/__init__.py','from . import sub'); f.writestr('pk/sub.py','print(__file__.rpartition("/")[2], __spec__.origin[-9:])'); f.writestr('pk/data.txt','hi')
sys.path.insert(0,z)
import mm, pk, pkgutil, traceback
print(mm.x, type(mm.__loader__), mm.__spec__.loader.archive==z, pkgutil.get_data('pk','data.txt'))
import importlib.resources as r; print(r.files('pk').joinpath('data.txt').read_text())
try: mm.f()
except ZeroDivisionError: print(traceback.format_exc().replace(d,'D').replace(os.path.dirname(os.path.abspath(__file__)),'HERE'))
import subprocess, zipapp
os.mkdir(d+'/app'); open(d+'/app/__main__.py','w').write('import sys; print(sys.argv, __name__, __spec__.name, sys.path[0]==%r+sys.argv[0][-8:] or sys.path[0].startswith("/"))' % d)
zipapp.create_archive(d+'/app', d+'/app1.pyz', '/usr/bin/env python')
os.chdir(d)
for a in ('app', 'app1.pyz'):
    r = subprocess.run([sys.executable, a, 'x'], capture_output=True, text=True); print(r.stdout, r.stderr)
