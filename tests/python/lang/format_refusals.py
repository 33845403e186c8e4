for s in ('zd','z','zs', 'zq', '+s', ' s', '#s', '=s', '+d', ',d', '=5d', '05d', 'z,d','.2q', '.2d', '_d', 'z', '+z','+5','=5','05', 'c', '#c', '+c', '.3c', '#z', '.3', ',', ',c', 'zc', ',s', ',z', '_x', ',x', ',n', 'zn', '_n', '#n'):
    for v in ('a', 3, 2.5, True):
        try: print(s, v, format(v, s))
        except ValueError as e: print(s, v, e)
