"""Words that say in what two products differ, in the languages shops write in.

All are folded as `text.folded` folds: lower case, no accents on Latin letters. One line a meaning: its name, then the
words for it; a word of several parts is written with underscores. A shade names the plain colour it is one of.
"""

from collections.abc import Iterator


def _lines(table: str) -> Iterator[tuple[str, list[str]]]:
    """Each meaning and its words; a line that begins with a space goes on with the one before."""
    for line in table.strip().replace("\n  ", " ").splitlines():
        name, _, words = line.partition(":")
        yield name.strip(), words.split()


def by_word(table: str) -> dict[str, str]:
    """A table with each word as the key, and what it means."""
    return {word.replace("_", " "): name for name, words in _lines(table) for word in words}


def words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


COLOURS = by_word("""
black: black core_black schwarz schwarze schwarzer schwarzes noir noire noirs preto preta pretos negro negra
  negros काला काली 黑
  黑色 schwartz nero zwart svart jet_black matte_black
obsidian/black: obsidian onyx phantom_black
white: white weiss weisse weisser weisses blanc blanche branco branca blanco blanca सफेद 白 白色 bianco wit vit hvid
red: red tinto tinta rotwein vin_rouge rot rote roter rotes rouge vermelho vermelha rojo roja लाल 红 红色 rosso
  rood rod
blue: blue blau blaue blauer blaues bleu bleue azul नीला नीली 蓝 蓝色 blu blauw bla
indigo/blue: indigo
navy/blue: navy navy_blue marineblau dunkelblau dark_blue bleu_marine azul_marinho azul_marino marine 藏青 深蓝 深蓝色
  bleu_fonce azul_escuro azul_oscuro
sky/blue: sky_blue light_blue pale_blue pastel_blue ice_blue powder_blue
  hellblau himmelblau bleu_clair bleu_ciel azul_claro celeste baby_blue 浅蓝 浅蓝色
  天蓝 天蓝色
royal/blue: royal_blue royalblau bleu_roi azul_royal cobalt kobaltblau
green: green grun gruen grune gruner grunes vert verte verde हरा हरी 绿 绿色 groen gron
olive/green: olive oliv khaki_green olivgrun vert_olive verde_oliva army_green military_green
mint/green: mint_green pale_green light_green pastel_green hellgrun mintgrun vert_menthe verde_menta
forest/green: dark_green dunkelgrun forest_green vert_fonce bottle_green verde_escuro 深绿 墨绿 墨绿色
yellow: yellow gelb gelbe gelber gelbes jaune amarelo amarela amarillo amarilla पीला पीली 黄 黄色 giallo geel
orange: orange laranja naranja नारंगी 橙 橙色 橘色
lightpink/pink: light_pink pale_pink pastel_pink blush_pink
pink: pink rosewein rosa rose pinke rosado गुलाबी 粉 粉色 粉红 粉红色 roze hot_pink
purple: purple violet lila violett violette roxo roxa morado morada बैंगनी 紫 紫色 lilac lavender_purple viola paars
brown: brown braun braune brauner marron brun brune castanho marrom भूरा 棕 棕色 褐色 咖啡色 bruin
grey: grey gray grau graue grauer graues gris grise cinza cinzento ग्रे 灰 灰色 grigio grijs
anthracite/grey: anthracite anthrazit antracite antracita charcoal graphite graphit grafit grafite grafito space_grey
  space_gray gunmetal slate 深灰 深灰色 dark_grey dark_gray dunkelgrau gris_fonce spacegrau gris_sideral
  cinza_espacial
lightgrey/grey: light_grey light_gray pale_grey pale_gray stone_grey silver_grey
  hellgrau gris_clair cinza_claro gris_claro 浅灰 浅灰色
beige: beige sand ecru cream_colour creme_farben taupe 米色 米白 米白色
ivory: ivory elfenbein ivoire marfim marfil 象牙白
gold: gold golden goldfarben dore doree dourado dourada dorado dorada सुनहरा 金 金色 oro
rosegold: rose_gold rosegold or_rose ouro_rosa oro_rosa 玫瑰金
silver: silver silber silbern argent argente prata prateado plata plateado चांदी 银 银色 argento zilver
bronze: bronze
copper: copper_colour kupferfarben
turquoise: turquoise turkis tuerkis turquesa teal petrol 青色 aqua cyan turkos
magenta: magenta fuchsia fuschia
burgundy/red: burgundy bordeaux bordo weinrot maroon borgonha burdeos 酒红 酒红色
coral: coral koralle corail
midnight: midnight mitternacht minuit meia_noite medianoche 午夜色
starlight: starlight polarstern lumiere_stellaire 星光色
transparent: transparent clear_case crystal_clear durchsichtig klar transparente 透明
multicolour: multicolour tri_color tri_colour tricolor tricolour three_colour cmyk multicolor multicoloured
  multicolored mehrfarbig bunt multicolore multicor assorted_colours 彩色
camel: camel cognac
mustard/yellow: mustard_yellow senfgelb moutarde_jaune
""")

SAME_THINGS = by_word("""
headphones: headphones headphone headset kopfhorer casque auriculares fones fone_de_ouvido 耳机 हेडफोन ecouteurs
  earphones earphone auscultadores
earbuds: earbuds earbud ohrhorer in_ear_kopfhorer
tv: tv television televisor fernseher televiseur televisao 电视 smart_tv टीवी
laptop: laptop notebook portatil ordinateur_portable 笔记本电脑 笔记本 लैपटॉप
phone: phone smartphone handy telephone telefone celular telefono movil 手机 फोन mobile_phone mobile
watch: watch smartwatch uhr montre relogio reloj 手表 घड़ी
camera: camera kamera systemkamera mirrorless_camera appareil_photo 相机 कैमरा
kettle: kettle wasserkocher bouilloire chaleira hervidor 水壶 电水壶 केतली water_kettle electric_kettle
drill: drill bohrmaschine perceuse furadeira taladro drill_driver driver_drill bohrschrauber 电钻 akkuschrauber
  akku_bohrschrauber perceuse_visseuse parafusadeira atornillador visseuse
hammerdrill: hammer_drill schlagbohrmaschine combi_drill schlagbohrschrauber perceuse_a_percussion
chainsaw: chainsaw motorsage kettensage tronconneuse motosserra motosierra chain_saw
saw: saw sage scie serra sierra
coffeemachine: koffiezetapparaat filter_coffee_maker filterkaffeemaschine coffee_machine kaffeemaschine cafetiere
  machine_a_cafe cafeteira cafetera coffee_maker espresso_machine 咖啡机 kaffeevollautomat
coffee: coffee kaffee cafe 咖啡 कॉफी
tea: tea tee the cha 茶 चाय infusion
milk: milk milch lait leite leche 牛奶 दूध
yogurt: yogurt yoghurt joghurt yaourt iogurte yogur 酸奶 दही
butter: butter beurre manteiga mantequilla 黄油 मक्खन
ketchup: ketchup tomato_ketchup ketchup_tomato tomatenketchup catsup
sauce: sauce sosse molho salsa 酱
oil: oil ol huile oleo aceite 油 तेल
oliveoil: olive_oil olivenol huile_d_olive azeite aceite_de_oliva 橄榄油
sugar: sugar zucker sucre acucar azucar 糖 चीनी
salt: salt salz sel sal 盐 नमक
rice: rice reis riz arroz 大米 米 चावल
pasta: pasta nudeln pates massa noodles
biscuits: biscuits cookies kekse biscoitos galletas 饼干 बिस्कुट cookie biscuit
crisps: crisps chips
juice: juice saft jus suco zumo 果汁 जूस
water: water wasser eau agua 水 पानी mineral_water mineralwasser eau_minerale
cocacola: coca_cola coke cocacola 可口可乐 coca
beer: beer bier biere cerveja cerveza 啤酒
wine: wine wein vin vinho vino 葡萄酒
cheesefood: cheese_slices
soap: soap seife savon sabao jabon sabonete 肥皂 साबुन
toothpaste: toothpaste zahnpasta zahncreme dentifrice pasta_de_dentes creme_dental 牙膏 टूथपेस्ट
toothbrush: toothbrush zahnburste brosse_a_dents escova_de_dentes cepillo_de_dientes 牙刷
detergent: laundry_liquid washing_liquid laundry_gel detergent waschmittel lessive detergente 洗衣液 laundry_detergent
nappies: nappies diapers windeln couches fraldas panales 纸尿裤 nappy diaper
wipes: wipes feuchttucher lingettes toalhitas toallitas 湿巾
shirt: shirt hemd chemise camisa 衬衫
tshirt: tshirt t_shirt tee_shirt camiseta 短袖 t恤 टीशर्ट
trousers: trousers pants hose_herren pantalon calca pantalones 裤子
jacket: jacket jacke veste jaqueta chaqueta 夹克 外套 blouson
coat: coat mantel manteau casaco abrigo
dress: dress kleid robe vestido 连衣裙
shoes: running_shoes laufschuhe laufschuh chaussures_de_running zapatillas_de_running tenis_de_corrida shoes shoe
  schuhe schuh chaussures sapatos zapatos 鞋 जूते sneakers sneaker trainers trainer turnschuhe
  baskets tenis zapatillas
rainboots: rain_boots wellington wellies gummistiefel bottes_de_pluie botas_de_agua galochas wellington_boots
flipflops: flip_flops flip_flop zehentrenner tongs chinelos chinelo chanclas
razor: razor rasierer rasoir rasier shaver afeitadora barbeador
boots: boots stiefel bottes botas 靴
socks: socks socken chaussettes meias calcetines 袜子
gloves: gloves handschuhe gants luvas guantes 手套 glove
creamcheese: cream_cheese soft_cheese frischkase
icecream: ice_cream eiscreme glace helado sorvete
glue: adhesive wood_glue wood_adhesive
softener: fabric_conditioner fabric_softener weichspuler adoucissant suavizante amaciante
shortsleeve: short_sleeve short_sleeved kurzarm manches_courtes
jam: jam conserve preserve marmelade konfiture confiture mermelada geleia fruit_spread
aftershave: after_shave aftershave post_shave
polo: polo polo_shirt poloshirt
webcam: webcam web_camera
powerbank: power_bank powerbank portable_charger
hat: hat hut chapeau chapeu sombrero cap mutze casquette bone gorra
bagthing: backpack rucksack sac_a_dos mochila 背包
suitcase: suitcase koffer valise mala maleta 行李箱
chair: chair stuhl chaise cadeira silla 椅子 कुर्सी
table: table tisch mesa 桌子
fluorescent: fluorescent_tube leuchtstoffrohre tube_fluorescent tubo_fluorescente fluorescent
lamp: lamp lampe leuchte luminaria lampara 灯 लैंप
bulb: bulb bulbs gluhbirne leuchtmittel ampoule lampada bombilla 灯泡
pan: frypan fry_pan skillet pan pfanne poele frigideira sarten 平底锅 frying_pan bratpfanne
pot: pot topf casserole panela olla 锅 brater cocotte dutch_oven
knife: knife messer couteau faca cuchillo 刀
screw: screw screws schraube schrauben vis parafuso parafusos tornillo tornillos 螺丝
screwdriver: screwdriver schraubendreher tournevis chave_de_fenda destornillador 螺丝刀
wrench: wrench schraubenschlussel cle chave llave spanner
hammer: hammer marteau martelo martillo
book: book buch livre livro libro 书
toy: toy spielzeug jouet brinquedo juguete 玩具 खिलौना
doll: doll puppe poupee boneca muneca
puzzle: puzzle puzzles jigsaw
game: game spiel jeu jogo juego
bicycle: bicycle bike fahrrad velo bicicleta
tyre: tyre tire reifen pneu neumatico 轮胎
brakepads: brake_pads bremsbelage plaquettes_de_frein pastilhas_de_freio pastillas_de_freno
wiper: wiper wischerblatt essuie_glace
vacuum: vac window_vac window_vacuum vacuum staubsauger aspirateur aspirador aspiradora 吸尘器 vacuum_cleaner
fridge: fridge refrigerator kuhlschrank refrigerateur geladeira frigorifico nevera 冰箱
washer: washing_machine waschmaschine lave_linge maquina_de_lavar lavadora 洗衣机
iron: iron bugeleisen fer_a_repasser ferro_de_passar plancha
blender: blender mixer standmixer mixeur liquidificador licuadora batidora
toaster: toaster grille_pain torradeira tostadora
mouse: mouse maus souris raton 鼠标
keyboard: keyboard tastatur clavier teclado 键盘
monitor: monitor bildschirm ecran pantalla 显示器 display
printer: printer drucker imprimante impressora impresora 打印机
speaker: speaker lautsprecher enceinte alto_falante altavoz 音箱 स्पीकर haut_parleur
tablet: tablet tablette 平板电脑 平板
console: console konsole consola
ssd: ssd solid_state_drive
router: router routeur roteador
paper: paper papier papel 纸
pen: pen rollerball ballpoint ballpoint_pen biro kugelschreiber stylo caneta boligrafo
tape: tape klebeband ruban_adhesif fita cinta
glue: glue kleber colle cola_branca pegamento
paint: paint farbe peinture tinta pintura
bowl: bowl schussel bol tigela cuenco
mug: mug tasse becher caneca taza cup
towel: towel handtuch serviette toalha toalla
pillow: pillow kissen oreiller travesseiro almohada cushion
duvet: duvet bettdecke couette edredom edredon
mattress: mattress matratze matelas colchao colchon
toilet paper: toilet_paper toilettenpapier papier_toilette papel_higienico toilet_roll toilet_tissue bathroom_tissue
  卫生纸
sunscreen: sunscreen sun_cream sonnencreme creme_solaire protetor_solar crema_solar sun_lotion 防晒霜
mascara: mascara wimperntusche
lipstick: lipstick lippenstift rouge_a_levres batom labial 口红
perfume: perfume fragrance parfum duft
dishwasher: dishwasher geschirrspuler lave_vaisselle
kitchenroll: kitchen_roll kitchen_paper kitchen_towel kitchen_towels kuchenrolle essuie_tout papel_de_cocina
  rolo_de_cozinha paper_towels paper_towel
tapemeasure: tape_measure measuring_tape bandmass massband rollmeter metre_ruban flexometro fita_metrica
foundation: foundation makeup fond_de_teint base_de_maquilhagem base_de_maquillaje
pressurewasher: pressure_washer hochdruckreiniger nettoyeur_haute_pression hidrolimpiadora lavadora_de_alta_presion
spread: spread tartiner brotaufstrich
tissues: handkerchiefs handkerchief tissues taschentucher mouchoirs lencos panuelos facial_tissues
hoodie: hooded_sweat hooded_sweater hoody hoodie hooded_sweatshirt kapuzenpullover sweat_a_capuche moletom sudadera
  kapuzensweatshirt
sweater: sweater pullover jumper pull sueter jersey
skirt: skirt rock jupe saia falda
shorts: shorts short_pants
food: food futter nourriture racao comida_para kibble trockenfutter
noisecancelling: noise_cancelling noise_canceling noise_cancellation anc reduction_de_bruit cancelamento_de_ruido
  cancelacion_de_ruido gerauschunterdruckung
wifi: wifi wi_fi wlan
rechargeable: rechargeable wiederaufladbar
gaming: gaming gamer
multivitamin: multivitamin multivitamins
protein: protein_powder proteine eiweiss proteina whey
bearing: bearing kugellager roulement rolamento rodamiento ball_bearing
gearbox: gear_oil
motoroil: engine_oil motor_oil motorol huile_moteur oleo_de_motor aceite_de_motor
""")
"""One thing under several names."""

EMPTY = words_of("""
a an the and or of for with by to in on at from as is it your our this that und oder der die das den dem des ein eine
einen mit fur von im am zu auf et ou le la les un une du de d l au aux avec pour par en sur dans o os um uma e com sem
para por da do dos na no em el los las y con del al una su il di per n s t m new neu neuf neuve nouveau nouvelle novo
nova nuevo nueva genuine official officiel offiziell oficial brand free delivery shipping versand livraison
entrega envio gratis kostenlos sale angebot promo promotion offer deal best price preis prix preco precio buy kaufen
acheter comprar online shop store now hot top quality high hochwertig qualitat qualite qualidade calidad warranty
garantie garantia fast stock lager available item product artikel produkt produit produto producto uk eu us usa
international version ver model modell modele modelo type typ article art nr ref reference sku code farbe couleur cor
size grosse groesse taille talla tamanho pack set approx ca circa each inkl incl includes including only 正品
  包邮 新款 全新
正版 官方 的 और के लिए नया का की sealed ovp bnib bnwt amazon ebay exclusive popular bestseller value great gift idea
special edition ausfuhrung farben retail packaging oem bulk boxed squeeze squeezy bottle bottles tin tins jar jars can
cans tube tubes tub pouch pouches packet packets dispenser pump down flasche dose dosen packung becher glas spender
bouteille boite flacon pot lata garrafa frasco botella bote envase pacote paquete caixa caja resealable style handy
easy zip multipack tablets tabs
""")
"""Words that say nothing of which product it is."""

COMMON = words_of("""
antibacterial liquid flussig liquide liquido sided mounting strength medium-strength
professional wireless portable electric electrical smart digital automatic adjustable foldable universal multi
multifunction heavy duty lightweight waterproof outdoor indoor home kitchen office garden family comfort comfortable
soft strong durable modern design style stylish large small medium big compact full hd led usb fast quick easy long
short fit regular slim casual running sports everyday natural pure fresh extra super active care daily elektrisch
elektrische tragbar automatisch kuche garten haus buro weich stark lang kurz natur naturlich electrique sans fil
automatique cuisine jardin maison bureau naturel homme femme eletrico sem fio portatil automatico cozinha jardim casa
escritorio electrico cocina hogar oficina series serie generation gen edition system machine device tool tools kit
cleaner cleaning household accessories bluetooth stereo audio sound technology tech performance control touch screen
display power powerful high-performance cordless rechargeable bottle box bag can tin jar tube packet pouch carton tray
flasche dose packung beutel glas karton bouteille boite paquet sachet bocal garrafa lata pacote caixa botella caja
bolsa paquete frasco flacon original originale color colour true premium classic mens womens unisex unlocked
simlockfrei sim-free desbloqueado debloque dual sim naturally brewed high speed braided erasable moisturising
moisturizing nourishing hydrating feuchtigkeit selection range variety collection blend wet assorted mix mixed wl rich
breakfast cereal alkaline mignon family full-size new-look ideal body gehause skin face hair hand foot
flakes stout blaster powder english german
over ear pressed card board trigger usb2 usb3 authentic sliced thick thin loaf bread fabric conditioner london
graphics solution oil exfoliating toning cleansing skin ram memory storage drive flash stick adapter uhs sd hd sata
nas hdd webcam gen stm action activity fitness tracker tracking console lubricant respirator disposable valved
shredder artificial plant building set hydrating moisturiser moisturizer blemish anti dandruff skincare treatment
formula dermatologist recommended tested approved cut cross paper ballpoint sim free smartphone mobile android ios
windows inch wifi camera security pan tilt motion detection alarm alert voice assistant alexa compatible supply
modular fully gaming desktop workstation originals trainers lace eye ups boot boots shoe sneaker sandals sandal
leather strap adjustable breathable cushioned energy drink beverage snack bar bars food instant ready meal canned
tinned vegetarian source tea coffee roasted torrado moido cafe chocolate slab sharing block multipack case value
family saver bonus refill size engine motor vehicle car auto automotive part deep groove miniature circuit breaker
terminal industrial trade contractor site percussion compact brushless naked rotary impact driver hammer drill
strategy party kids adults ages players fun educational learning construction model window vac vacuum bagless upright
handheld stainless steel nonstick induction dishwasher safe oven novel book story edition illustrated author
bestseller reissue sweets candy bag ergonomic optical drone quadcopter streaming player media hdr football soccer gym
sport training stretch stretchy multitool retaining retainer compound mortar anchor injection hydrator replenishing
workbench portable folding corded curved jaw purpose furniture finish petroleum headlight headlights caliper calipers
cylinder connector conductor lever splicing playset doll dolls travel gift summer winter season tyre tyres hydraulic
synthetic wall mounted plug mains series generation controller gamepad joystick autofocus tripod earbud buds stereo
noise cancelling mic microphone charging chargers lightning magnetic lightweight crew neck sleeve sleeved zip zipped
pullover slip elastic waist pocket pockets logo printed washable ground roast blend aroma flavour flavoured flavor
flavored topping dressing dip seasoning snacks wholesome crisp jumbo cleanser essence longlasting lasting
hypoallergenic gentle soothing softening repairing fragrance bathroom shower bath dental oral teeth garden outdoor
lawn patio torque carbide hss hex socket bit bits tip tips handle grip insulated spare assembly unit sensor relay fuse
valve pump seal belt bulb headlamp lamp reader guidebook fiction bestselling spielzeug spielset kinderspiel bausatz
werkzeug gerat schnurlos elektrisch waschbar kraftig leicht stark gps
""")
"""Words that many products share, and that one shop writes where another does not."""


def is_typo(one: str, other: str) -> bool:
    """Whether two words of letters differ by one letter that is wrong, missing, added or swapped with its neighbour."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 5 or not (one.isalpha() and other.isalpha()):
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if len(one) == len(other):
        return one[at + 1 :] == other[at + 1 :] or (
            one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
        )
    shorter, longer = sorted((one, other), key=len)
    return shorter[at:] == longer[at + 1 :]
