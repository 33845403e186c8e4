from string.templatelib import Interpolation, Template

for alias in (Template[int], Interpolation[str, int]):
    print(alias, alias.__origin__, alias.__args__)
