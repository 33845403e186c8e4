/** Made by tools/gen-sre-data.py from Unicode 16.0; do not edit. */
export const WORD =
  "1c 9 8 p 5 0 2 p 1c 0 8 1 2 0 4 1 2 2 2 m 2 u 2 cp 5 b f 4 8 0 2 0 3m 4 2 1 3 3 2 0 7 0 " +
  "2 2 2 0 2 j 2 2a 2 3u 9 4l 2 11 3 0 7 14 20 q 5 3 1a 16 m 9 5 1 2 2q 2 0 g 1 8 e 3 0 h 0" +
  " 2 t u 2g c 0 f 16 a 1 5 0 6 l 5 0 a 0 4 0 o o 8 a 6 n 2 5 i 15 1n 1h 4 0 j 0 8 9 5 9 2 " +
  "f 5 7 3 1 3 l 2 6 2 0 4 3 4 0 h 0 e 1 2 2 5 b 3 5 3 0 9 5 5 1 3 l 2 6 2 1 2 1 2 1 w 3 2 " +
  "0 8 9 3 2 h 8 2 2 2 l 2 6 2 1 2 4 4 0 j 0 g 1 5 9 a 0 c 7 3 1 3 l 2 6 2 1 2 4 4 0 v 1 2 " +
  "2 5 9 2 6 c 0 2 5 4 2 2 3 4 1 2 0 2 1 4 1 4 2 4 b n 0 m c j 7 2 2 2 m 2 f 4 0 r 2 3 0 3 " +
  "1 5 9 9 6 2 0 5 7 2 2 2 m 2 9 2 4 4 0 w 1 2 1 5 9 2 1 i 8 2 2 2 14 3 0 h 0 6 2 2 9 5 i 2" +
  " 5 6 h 4 n 2 8 2 0 3 6 w 9 i 1b 2 1 d 6 a 9 14 1 2 0 2 4 2 n 2 0 2 9 2 1 a 0 3 4 2 0 a 9" +
  " 3 3 x 0 w j d 7 2 z s 4 38 16 l a 7 5 5 3 4 0 4 1 8 2 5 c d 0 2 9 7 11 2 0 6 0 3 16 2 9" +
  "8 2 3 3 6 2 0 2 3 3 14 2 3 3 w 2 3 3 6 2 0 2 3 3 e 2 1k 2 3 3 1u f j 4 f h 2d 3 5 4 h7 3" +
  " g 2 p 6 22 4 a 8 h e i f h f c 2 2 g 1f 10 0 5 0 4 9 7 9 n 9 7 2g 8 4 3 x 2 0 6 1x b u " +
  "14 13 3 4 c 17 5 p 7 a 12 m a 1g 18 9 7 9 e 0 2m 1a i 7 4 9 16 t e 1j r z t 9 4 1c 3 a 6" +
  " 16 3 2 16 3 2 5 2 1 4 0 6 5b 1t 7p 3 5 3 11 3 5 3 7 2 0 2 0 2 0 2 u 3 1g 2 6 2 0 4 2 2 " +
  "6 4 3 3 5 5 c 6 2 2 6 38 1 3 5 6 a 7 c 2u 0 5 0 3 9 2 0 4 4 7 0 2 0 2 0 2 3 2 a 3 3 6 4 " +
  "5 0 2 1l k7 1n 27 l hj t vh 6c 7 3 4 1 a 0 3 11 2 0 6 0 3 1j 8 0 h m a 6 2 6 2 6 2 6 2 6" +
  " 2 6 2 6 2 6 29 0 d2 2 q 8 8 4 3 4 5 2d 7 2 2 2h 2 3 6 16 2 2l 4 3 b v 1d f x 9 v 7 2 e " +
  "x 9 14 e 8x 533 1t h3g 1w 19 3 7g 4 r l 1a h u 3 27 14 8 3 2u 3 1u 3 1 2 0 2 7 m f 2 2 2" +
  " 3 2 m e 5 b 1f f 1d t 9 p 5 4 0 2 1 2 11 b m q s 8 1a t a 7 4 2 o 2 14 o 2 2 7 5 9 7 m " +
  "4 0 4 1d 2 0 4 1 3 4 3 0 2 0 p 2 3 a 8 2 d 5 3 5 3 5 a 6 2 6 2 16 2 d 7 36 e 9 7 8mb d m" +
  " 5 1c 6it a5 3 2x 13 6 d 4 6 0 2 9 2 c 2 4 2 0 2 1 2 1 2 2z y a2 j 1r 3 1h 15 b 39 4 2 3" +
  "q k 9 8 p 7 p c 2g 4 5 3 5 3 5 3 2 10 b 2 p 2 i 2 1 2 e 3 d z 3e d 18 d 1k i 1 6t s 4 1c" +
  " h q 5 z a t 6 11 b t 3 z 5 7 2 4 17 4d 3 9 7 z 5 z 5 13 9 1f d a 2 e 2 6 2 1 2 a 2 e 2 " +
  "6 2 1 4 1f d 8m a l b 7 p 5 2 15 2 8 1y 5 3 0 2 17 2 1 4 0 3 m 3 u 3 11 9 8 1d i 2 1 6 w" +
  " 5 p 1z 1j 5 j 3 1a g 3 2 2 2 s b 8 o u 2 v x 7 2 r 7 4 h 1h b l 3 q 6 p o 6 29 20 1k 1e" +
  " e 1e 8 15 d 9 7 11 a m 63 u 2 15 7 1 h 2 1o 13 9 l c 3 s h 1b r l m d 1g r t 2 1 3 0 e " +
  "18 x o 8 9 a z g 9 5 0 3 0 9 y 4 0 d 1b f 3 c a 2 0 5 j c h 2 o k 1 1s 6 2 0 2 3 2 e 2 9" +
  " 8 1a i 9 c 7 3 1 3 l 2 6 2 1 2 4 4 0 j 0 d 4 v 9 2 0 3 0 2 11 2 0 q 0 2 0 19 1g j 3 6 9" +
  " 6 2 v 1b l 1 2 0 9 9 4n 1a 16 3 11 1b l 0 c 9 13 16 e 0 8 9 7 j t q m b 5 6 56 17 39 2a" +
  " d 7 3 0 3 7 2 1 2 n g 0 2 0 f 9 1z 7 3 12 h 0 2 0 t 0 b 13 8 0 m 0 c 19 k 0 j 20 5k w g" +
  " 9 7 8 2 10 i 0 g s 6 t 35 6 2 1 2 11 m 0 a 9 7 5 2 1 2 v f 0 8 9 8n i g 0 2 c 2 x t 9 2" +
  "f 0 g k 18 pl 2v 32 i 5f 219 2o g tr i 5 q 32y 6 g6 5a2 t j 9 1c7 fs 8 u 2 9 7 26 2 9 7 " +
  "t j 1b h 3 d 9 2 6 2 k 6 i c1 18 4 9 5j 2e 2y 22 6 0 1v c 1t 1 2 0 t 4qf 9 yd 16 9 6w8 3" +
  " 2 6 2 1 2 82 g 0 u 2 3 0 f 3 9 az 1s5 2y 6 c 4 8 8 9 387 9 153 j d j 31 o 3s 2c 2 1y 2 " +
  "1 3 0 3 1 3 3 2 b 2 0 2 6 2 1s 2 3 3 7 2 6 2 r 2 3 2 4 2 0 4 6 2 9f 3 o 2 o 2 u 2 o 2 u " +
  "2 o 2 u 2 o 2 u 2 o 2 7 3 1d 1dt u 7 5 7a 1p 43 18 b 6 3 9 5 0 8y t j 17 5 9 d3 r 5 9 5z" +
  " t 3 a di 6 2 3 2 1 2 e 2 5g 3 8 1d 1v 8 0 5 9 m0 1m 2 2 2 3 25 18 2 e 5f 3 2 q 2 1 2 0 " +
  "3 0 2 9 2 3 2 0 2 0 7 0 5 0 2 0 2 0 2 2 2 1 2 0 3 0 2 0 2 0 2 0 2 0 2 1 2 0 3 3 2 6 2 3 " +
  "2 3 2 0 2 9 2 g 6 2 2 4 2 g g5 c 25g 9 sn wyn x 37d 7 65 3 4g1 f 5rk g h9 1wj f1 15v 3t6" +
  " 6 38f";
export const DIGIT =
  "1c 9 17r 9 3r 9 5j 9 bh 9 3b 9 3b 9 3b 9 3b 9 3b 9 3b 9 3b 9 3b 9 3b 9 2p 9 3b 9 1z 9 7r" +
  " 9 1z 9 1fr 9 13 9 8d 9 3l 9 4n 9 7 9 53 9 2f 9 3r 9 7 9 r7r 9 iv 9 13 9 5j 9 n 9 2f 9 b" +
  "b 9 gev 9 13b 9 1on 9 7 9 m5 9 3l 9 1p 9 41 9 7r 9 9j 9 3b 9 af 9 2v 9 7 j 25 9 br 9 2v " +
  "9 if 9 2f 9 6v 9 1z 9 br 9 d07 9 1t3 9 2f 9 3r 9 ev 9 iuv 9 251 1d 1tt 9 br 9 dz 9 6w 9 " +
  "nq 9 3o7 9";
export const SPACE =
  "9 4 f 4 2t 0 r 0 4bk 0 1vk a u 1 6 0 1c 0 335 0";
export const LOWER =
  "1t p -2h v 4g m -5x v 54 6 -65 v 68 1a -8c -1 8f 0 -8f -5k e1 4 -8k -1 8o e -91 -1 95 18" +
  " -ac -1 af 0 -af -3e du 4 -aj -1 ao 0 -ao 5t 4w 2 -aq -1 at 0 -at 5p 55 0 -au 0 aw 1 -ax" +
  " 5o 5a 0 -ay 0 b1 0 -b1 26 8w 0 -b2 5l 5i 0 -b3 5m 5i 0 -b4 0 b6 0 -b6 5o 5j 0 -b7 5q 5j" +
  " 0 -b9 5u 5g 0 -ba 5s 5j 0 -bb 0 bf 0 -bf 5u 5m 0 -bg 5w 5m 0 -bi 5x 5m 4 -bm -1 bp 0 -b" +
  "p 61 5p 0 -bq 0 bs 0 -bs 61 5u 0 -bv 0 bx 0 -bx 61 5x 0 -by 0 c0 1 -c1 60 62 2 -c3 -1 c6" +
  " 0 -c6 62 65 0 -c7 0 cb 0 -cb 0 cj 0 -cj 1 cj 0 -ck 0 cm 0 -cm 1 cm 0 -cn 0 cp 0 -cp 1 c" +
  "p g -d5 -1 d9 g -do -1 ds 0 -ds 1 ds 2 -du -1 dx 0 -dx -2q go 0 -dy -1l fk 12 -f0 -1 f3 " +
  "0 -f3 -3n is g -fk -1 ft 0 -ft 8bu -7w0 0 -fu 0 fw 0 -fw -4k kh 0 -fx 8br -7vr 0 -g0 0 g" +
  "2 0 -g2 -5g lj 0 -g3 1w e8 0 -g4 1y e7 8 -gc -1 of 2 -og -1 ol 0 -ol 0 ou 0 -ou 37 lu 0 " +
  "-p1 11 o2 2 -p5 10 o7 0 -p7 1r ni 1 -pa 1q nm g -ps v oz 8 -q2 v q7 0 -r2 7 r4 m -rw -1 " +
  "s3 0 -s3 -1p tv 0 -s6 0 s8 0 -s8 -8 sh 0 -s9 0 sc 2 -se -3n w2 f -su 27 qo v -tq v u8 w " +
  "-vy -1 w9 1g -xo -1 xr 0 -xr e xe c -y3 -1 y7 2m -10s -1 10w 11 -11x 1b 38w 11 -3b8 5lr " +
  "-2ah 0 -3ba 5lr -2ab 0 -3bg 5lr -1q8 27 -3xq tzj -q1s 5 -3xw 7 5mp 0 -5mw 0 5n3 16 -5o9 " +
  "-2bl 7zx 2 -5oe -2bl 88w 44 -61e -1 61p 0 -61p -5vk bxb 2m -64c -1 64n 7 -64u -9 65c 5 -" +
  "658 -9 65s 7 -65q -9 668 7 -666 -9 66o 5 -66k -9 675 6 -671 -a 67k 7 -67i -9 68g 7 -68e " +
  "-9 68w 7 -68u -9 69c 7 -69a -9 69s 1 -69k -9 69u 1 -69m -23 6bq 0 -69n -a 6a9 3 -6a2 -2f" +
  " 6ci 0 -6a3 -a 6ap 1 -6ag -9 6aq 1 -6ai -2t 6do 1 -6aw -9 6b6 1 -6ay -35 6e4 0 -6az -8 6" +
  "bj 1 -6bc -3l 6ey 1 -6be -3j 6ey 0 -6bf -a 6jz 0 -6jp -5su ccn 0 -6jt -6gw d0q 0 -6ju -6" +
  "dj cxk 0 -6k1 r 6kk f -6lq f 6lv 0 -6ma 0 791 p -79q p 8o6 1b -8q6 1b 8q8 0 -8rj 0 8rl 0" +
  " -8rl -8ag h22 0 -8rm -2xz bpm 0 -8rn -8a0 h1q 4 -8rt -1 8rw 0 -8rw -8bh h3e 0 -8rx -8am" +
  " h2k 0 -8ry -8bk h3j 0 -8rz -8bj h3k 0 -8s1 0 8s4 0 -8s4 0 8sd 1 -8se -8cg h4v 2q -8v4 -" +
  "1 8ve 2 -8vf -1 8vl 0 -8vl 0 wu7 18 -wve -1 wvz q -wwo -1 x0h c -x0s -1 x0x 1o -x2k -1 x" +
  "2w 2 -x2x -1 x30 0 -x30 -r9h 1oci 8 -x38 -1 x3e 0 -x3e 0 x3g 0 -x3g -wmh 1tq0 2 -x3k -1 " +
  "x3p i -x46 -1 x49 0 -x49 -wn9 1trj 0 -x4a -wnk 1trv 0 -x4b -wng 1trs 0 -x4c -wn6 1trj 0 " +
  "-x4d -wn9 1tro 0 -x4f -wlv 1tqb 0 -x4g -wmj 1tr0 0 -x4h -wly 1tqg 0 -x4i pr wes e -x4w -" +
  "1 x4z 0 -x4z -1d x6d 0 -x50 -wn8 1ts9 0 -x51 -rax 1ofz 2 -x53 -1 x56 0 -x56 -wo8 1ttf 0 " +
  "-x57 0 x5b 0 -x5b 0 x5h 4 -x5k -1 x5n 0 -x5n -wua 1u0m 0 -x6c 0 1ee8 p -1eex v 1fc0 13 -" +
  "1fdy 13 1fgo z -1fiq 13 1fm0 a -1fnd 12 1fmd e -1fnt 12 1fmt 6 -1fo1 12 1fn1 1 -1fo4 12 " +
  "1h09 1e -1h2p 1r 1h5c l -1h7o v 1jeo v -1jge v 20bk v -20da v 2okg x -2om8 x";
export const UPPER =
  "2p p -3d -x 5x 0 -50 km -ef m -6t -x 7s 6 -71 -x 7z 0 -72 3c 3s 1a -8d -3 8i 0 -8g -6h e" +
  "z 4 -8l -3 8r e -92 -3 98 18 -ad -3 aj 4 -ak -3 ao 0 -am -8d j0 0 -an 5e 5c 2 -ar -3 ax " +
  "0 -av -2 b1 0 -az -2 b7 0 -b5 -2 ba 0 -b8 2o 8o 0 -bc -2 bf 0 -bd 4i 6w 0 -be wu8 -wir 0" +
  " -bh 3l 7z 4 -bn -3 bt 0 -br -2 by 0 -bw -2 c1 0 -bz -2 c5 2 -c4 -3 ca 0 -c8 -2 ce 0 -cc" +
  " -2 cg 0 -ce 1j b1 0 -ck -2 cn 0 -cl -3 cq 0 -cn -2 cq 0 -co -3 ct 0 -cq -2 ct 0 -cr -3 " +
  "cw e -d6 -3 da 0 -d8 -28 fi g -dp -3 dv 0 -dt -2 dw 0 -du -3 dz 0 -dw -2 e2 12 -f1 -3 f8" +
  " g -fl -3 fx 0 -fv -2 g0 1 -fz 8ce -7wd 0 -g1 -2 g8 8 -gd -3 gh 0 -gf 8bi -7v2 0 -gg 8bf" +
  " -7uy 0 -gh 8bh -7uz 0 -gi -5v me 0 -gj -5r mc 1 -gm -5q me 0 -go -5n md 0 -gq -5o mf 0 " +
  "-gr wni -w6n 0 -gv -5q mm 0 -gw wne -w6g 0 -gy -5s mr 0 -gz wo6 -w76 0 -h0 wmf -w5e 0 -h" +
  "1 wn7 -w64 0 -h3 -5u my 0 -h4 -5w n1 0 -h5 wn7 -w61 0 -h6 8ae -7t7 0 -h7 wn4 -w5u 0 -ha " +
  "-5w n8 0 -hc 8ak -7t7 0 -hd -5y ne 0 -hg -5z nn 0 -ho 89y -7s7 0 -hr -63 nw 0 -ht wn6 -w" +
  "5c 0 -hu -63 o1 0 -hy wmh -w4i 0 -hz -63 o3 0 -i0 -1y jz 1 -i2 -62 o5 0 -i3 -20 k9 0 -i9" +
  " -64 oo 0 -ik wlw -w3b 0 -il wlt -vyl 0 -n8 2b m5 2 -oh -3 oo 0 -om -2 os 2 -os 3l mi 0 " +
  "-q3 -13 r7 2 -q6 -12 ra g -qo -x rm 0 -qp -w rm 8 -qy -x rw 0 -qz -1t st 1 -r1 -1s sv 0 " +
  "-r3 -1r sv 0 -r4 -1m su 0 -r8 -1c sl 0 -r9 -1j st 0 -ra -9 rl m -rx -3 s1 0 -rz -2f uf 0" +
  " -s0 -29 ua 0 -s1 6 rw 0 -s2 -39 vd 0 -s4 -2p uw 0 -s7 -2 sc 0 -sa -2 tt v -um -x vk f -" +
  "v2 -29 xd w -vz -3 wc 1g -xp -3 xv c -y4 -3 y8 0 -y6 -g yo 2m -10t -3 12a 11 -139 -1d 3c" +
  "w 16 -3cp 2bj 119 2 -3cu 2bj 1mg 5 -3y4 -9 5mw 0 -5mn -4tr agf 0 -5mo -4tq agf 0 -5mp -4" +
  "th ag7 1 -5mr -4tf ag7 0 -5ms -4tg ag9 0 -5mt -4t9 ag3 0 -5mu -4rq ael 0 -5mv r7l -lko 0" +
  " -5mx -2 5tm 0 -5tk r9f -lfr 0 -5to 2xx 2w8 0 -5u5 rav -ldj 44 -61f -3 61o 0 -61m -1o 63" +
  "g 2m -64d -3 64h 7 -64m 7 64o 5 -650 7 654 7 -65i 7 65k 7 -65y 7 660 5 -66c 7 66h 6 -66t" +
  " 6 66w 7 -67a 7 67c 1 -67k 21 65k 3 -67o 2d 65c 1 -67q 2r 650 1 -67s 3j 64a 1 -67u 33 64" +
  "s 1 -67w 3h 64i 7 -686 7 688 7 -68m 7 68o 7 -692 7 694 1 -69c 7 697 0 -69e 8 69h 0 -69p " +
  "-5k6 bu0 0 -69u 8 69z 1 -6a8 7 6ag 1 -6ao 7 6al 0 -6as 6 6b0 0 -6b6 8 6kl 0 -6kt -t 6mk " +
  "f -6m6 -h 6ms 0 -6mb -2 79t p -7ag -r 8qy 1b -8ri -1d 8sx 0 -8rk -2 8rq 0 -8ro -8bw h3l " +
  "0 -8rp -8bt h3k 4 -8ru -3 8s4 0 -8s2 -2 8s7 0 -8s5 -2 8si 2q -8v5 -3 8vh 2 -8vg -3 8vo 0" +
  " -8vm -2 8w1 11 -8x0 -5lt eiv 0 -8x2 -5lt ej1 0 -8x8 -5lt 12g1 18 -wvf -3 ww2 q -wwp -3 " +
  "x0k c -x0t -3 x10 1o -x2l -3 x2z 2 -x2y -3 x34 8 -x39 -3 x3h 0 -x3f -2 x3m 2 -x3l -3 x3p" +
  " 0 -x3n 1b x2f i -x47 -3 x4m e -x4x -3 x55 2 -x54 -3 x5a 0 -x58 -2 x5e 0 -x5c -2 x5k 4 -" +
  "x5l -3 x6f 0 -x6d -2 xuc 0 -xua -pt ykw 27 -xxa -tzl 28ep p -1eft -x 1few 13 -1ff2 -15 1" +
  "fk0 z -1fju -15 1fpb a -1fog -14 1fpm e -1fow -14 1fq2 6 -1fp4 -14 1fqa 1 -1fp7 -14 1h47" +
  " 1e -1h4h -1t 1h9s l -1h8k -x 1jhc v -1jha -x 20e8 v -20e6 -x 2on6 x -2on6 -z";
export const CASED =
  "1t p 7 p 1n 0 b m 2 u 2 1r 2 2b 2 r 3 d 3 1 2 0 5 2k 2 h 7 q 2 1 2 0 2 1 4 1 2 3 2 4 3 0" +
  " 2 1 3 0 8 0 3 0 2 1 4 5 6 0 b 1 4n 0 17 3 3 1 4 2 2 0 7 0 2 2 2 0 2 j 2 1a 4 w 2 4 2 3o" +
  " 9 4l 2 11 b 12 26x 11 2 0 6 0 3 16 3 2 ip 2d 3 5 1oj a 6 16 3 2 56 0 4 0 h 0 36 4b 3 0 " +
  "2 39 3 5 3 11 3 5 3 7 2 0 2 0 2 0 2 u 3 1g 2 6 2 0 4 2 2 6 4 3 3 5 5 c 6 2 2 6 8a 0 4 1 " +
  "7 0 s 0 i v 4 1 mq 1f 1ef 34 2 1 2 1 8 2t 8 3 4 1 d 11 2 0 6 0 nwz 19 j r 3r d 3 1p a e " +
  "4 2 3 4 2 o 2 t 3 1 5 6 p 1 nx 0 t 27 fnl 6 d 4 sq p 7 p x2 27 2p z 5 z 39 a 2 e 2 6 2 1" +
  " 2 a 2 e 2 6 2 1 1c4 1e e 1e 2m l b l 26z 1r gv5 1r o75 1v";
