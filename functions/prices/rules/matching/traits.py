"""Ways in which two products of one name differ, and the words that say so, in the languages shops write in.

Read as the tables of `words` are.
"""

from prices.rules.matching.words import by_word

CLASSES: dict[str, dict[str, str]] = {
    "condition": by_word("""
used: used second_hand secondhand pre_owned preowned pre_loved gebraucht occasion d_occasion usado usada
  segunda_mano de_segunda_mano seminovo इस्तेमाल_किया 二手 reconditionne_occasion ex_display vorfuhrware exdemo
  ex_demo open_box b_ware openbox ausstellungsstuck b_stock b_grade
refurbished: refurbished renewed refurb recertified reconditioned generaluberholt refurbed reconditionne
  reconditionnee remis_a_neuf recondicionado recondicionada reacondicionado reacondicionada 翻新 官翻 aufbereitet
  wie_neu remanufactured rigenerato
defective: for_parts spares_or_repair defekt faulty broken pour_pieces damaged
"""),
    "audience": by_word("""
men: men mens man homme hommes herren herre masculino masculina hombre hombres homem homens male 男 男士 男款
  पुरुष gents
  pour_homme
women: women womens woman ladies lady femme femmes damen dame feminino feminina mujer mujeres mulher mulheres female
  女 女士 女款 महिला pour_femme
kids: kids kid children childrens child enfant enfants kinder infantil ninos ninas criancas junior juniors youth 儿童
  बच्चों jr
boys: boys boy garcon garcons jungen menino meninos 男童
girls: girls girl fille filles madchen menina meninas 女童
baby: baby babies bebe bebes infant newborn toddler saugling 婴儿 शिशु
"""),
    "age": by_word("""
puppy: puppy chiot welpe welpen cachorro filhote
kitten: kitten chaton katzchen gatito
senior: senior
adult: adult erwachsene adulte adulto mayores
"""),
    "pet": by_word("""
dog: dog dogs hund hunde chien chiens perro perros cao caes 狗 犬
cat: cat cats katze katzen chat chats gato gatos 猫
"""),
    "flavour": by_word("""
strawberry: strawberry strawberries erdbeer erdbeere fraise fraises morango fresa 草莓 स्ट्रॉबेरी
vanilla: vanilla vanille baunilha vainilla 香草
chocolate: chocolate choc schoko schokolade chocolat 巧克力 cocoa kakao cacao
banana: banana banane platano 香蕉
raspberry: raspberry raspberries himbeere himbeer framboise framboesa frambuesa 覆盆子
blueberry: blueberry blueberries heidelbeere blaubeere myrtille mirtilo arandano 蓝莓
cherry: cherry cherries kirsche kirsch cerise cereja cereza 樱桃
lemon: lemon zitrone citron limao_siciliano limon 柠檬 नींबू
lime: lime limette citron_vert lima
peach: peach pfirsich peche pessego melocoton 桃
mango: mango manga आम 芒果
apple: apple_flavour apfel pomme maca manzana 苹果味 green_apple
pineapple: pineapple ananas abacaxi pina
coconut: coconut kokos noix_de_coco coco 椰子 नारियल
mint: mint minze menthe menta hortela 薄荷 peppermint pfefferminz spearmint
caramel: caramel karamell caramelo salted_caramel
hazelnut: hazelnut haselnuss noisette avela avellana
almond: almond almonds mandel amande amendoa almendra 杏仁 बादाम
peanut: peanut peanuts erdnuss cacahuete arachide amendoim cacahuete
coffee: coffee_flavour cappuccino_flavour
lavender: lavender lavendel lavande lavanda 薰衣草
eucalyptus: eucalyptus eukalyptus
jasmine: jasmine jasmin jazmin 茉莉
sandalwood: sandalwood sandelholz santal चंदन
chilli: chilli chili chipotle jalapeno
bbq: bbq barbecue barbeque
paprika: paprika
cheese: cheese kase fromage queijo queso
cheddar: cheddar
garlic: garlic knoblauch ail alho ajo लहसुन 大蒜
basil: basil basilikum basilic manjericao albahaca
onion: onion zwiebel oignon cebola cebolla
chicken: chicken huhn poulet frango pollo 鸡 鸡肉 चिकन
beef: beef rind rindfleisch boeuf carne_bovina ternera 牛 牛肉
salmon: salmon lachs saumon salmao 三文鱼
tuna: tuna thunfisch thon atum atun 金枪鱼
turkey: turkey truthahn dinde peru_carne pavo
duck: duck ente canard pato
fish: fish fisch poisson peixe pescado 鱼
poultry: poultry geflugel volaille aves
gravy: gravy sosse_katze
jelly: jelly gelee
lamb: lamb lamm agneau cordeiro cordero
pork: pork schwein porc porco cerdo
ginger: ginger ingwer gingembre gengibre jengibre
honey: honey honig miel mel 蜂蜜 शहद
orange: orange_flavour orangen
grape: grape traube raisin uva
watermelon: watermelon wassermelone pasteque melancia sandia
passionfruit: passionfruit passion_fruit maracuja maracuya
rosemary: rosemary rosmarin romarin
fruitnut: fruit_nut fruit_and_nut traube_nuss wholenut whole_nut
unscented: unscented fragrance_free parfumfrei sans_parfum sem_perfume sin_perfume unperfumed
unflavoured: unflavoured unflavored natural_flavour geschmacksneutral
salt_vinegar: salt_and_vinegar salt_vinegar
sour_cream: sour_cream sour_cream_and_onion
cola: cola_flavour
"""),
    "kept": by_word("""
zero: zero zero_sugar no_sugar sugar_free sugarfree zuckerfrei ohne_zucker sans_sucre sans_sucres sem_acucar
  sin_azucar 无糖 शुगर_फ्री unsweetened ungesusst non_sucre
diet: diet diat
lesssugar: less_sugar reduced_sugar weniger_zucker moins_de_sucre sugar_salt
lesssalt: less_salt reduced_salt low_salt reduced_sodium salzreduziert low_sodium
light: लाइट light lite leger legere ligero reduced_fat low_fat fettarm allege fat_free fettfrei
decaf: decaf decaffeinated entkoffeiniert koffeinfrei caffeine_free decafeine descafeinado
alcoholfree: alcohol_free alkoholfrei sans_alcool sem_alcool sin_alcohol 0_0 non_alcoholic
glutenfree: gluten_free glutenfrei sans_gluten sem_gluten sin_gluten
lactosefree: lactose_free laktosefrei sans_lactose sem_lactose sin_lactosa
whitecolor: white_and_color white_and_colour white_color_ambiance white_colour_ambiance
universal: universal vollwaschmittel
colorcare: color colour colorwaschmittel
organic: organic bio biologique organico organica biologico ecologico 有机 जैविक
vegan: vegan vegano vegane
unsalted: unsalted no_salt ungesalzen sans_sel sem_sal sin_sal non_sale
salted: salted gesalzen sale_beurre demi_sel
skimmed: skimmed skim magermilch ecreme desnatado desnatada 脱脂 entrahmt
semiskimmed: semi_skimmed halbfett teilentrahmt demi_ecreme semidesnatado semi_desnatado 2_percent
wholemilk: whole_milk vollmilch lait_entier leite_integral leche_entera full_cream 全脂 full_fat
wholegrain: wholegrain whole_wheat wholemeal vollkorn integral integrale whole_grain
smooth: smooth creamy cremig
crunchy: crunchy crunch knusprig croquant
dark: dark dark_chocolate zartbitter bittersweet 黑巧克力
milk: milk_chocolate vollmilchschokolade alpenmilch alpine_milk chocolat_au_lait chocolate_ao_leite chocolate_con_leche
sparkling: sparkling carbonated sprudel gazeuse com_gas con_gas spritzig medium_sparkling
still: still still_water stilles non_gazeuse sem_gas sin_gas plate
hot: hot spicy scharf epice picante
mild: mild doux suave
ground: ground gemahlen moulu moido molido
beans: whole_bean whole_beans beans ganze_bohne ganze_bohnen en_grains em_grao en_grano bohnen
instant: instant loslich soluble soluvel
capsulekind: capsules capsule kapseln kapsel pods pod
frozen: frozen tiefgekuhlt tk congele surgele congelado
fresh: fresh frisch
smoked: smoked gerauchert fume defumado ahumado
dry: dry_hair trockenes_haar cheveux_secs cabelos_secos cabello_seco dry_skin trockene_haut peaux_seches pele_seca
  piel_seca
oily: oily_hair fettiges_haar cheveux_gras cabelos_oleosos oily_skin fettige_haut peaux_grasses pele_oleosa
  piel_grasa
sensitive: sensitive empfindliche sensible sensivel
night: night nacht nuit noite noche overnight
day: day tag tages jour diurno day_cream tagescreme
shampoo: shampoo shampooing xampu champu 洗发水 शैम्पू
conditioner: conditioner spulung apres_shampooing condicionador acondicionador 护发素 कंडीशनर
showergel: shower_gel duschgel gel_douche gel_de_banho gel_de_ducha body_wash 沐浴露
lotion: lotion bodylotion korperlotion
cream: creme cream crema
powderkind: powder pulver poudre polvo po
fluid: fluid fluide fluido
gelcream: gel_cream cream_gel gel_creme
watergel: water_gel
gel: gel
foam: foam mousse schaum espuma
balm: balm baume balsam balsamo
serum: serum
edp: eau_de_parfum edp
edt: eau_de_toilette edt
edc: eau_de_cologne edc cologne
parfum: extrait_de_parfum parfum_extrait
deodorant: deodorant deo desodorante deospray
rollon: roll_on
spray: spray
stick: stick
matte: matte matt mat
gloss: gloss glossy glanzend brillant
satin: satin
waterproof: waterproof wasserfest wasserdicht impermeable 防水
loose: loose loose_leaf lose vrac a_granel
refill: refill nachfullpack nachfull recharge refil recambio ecorecharge 补充装 eco_refill nachfullung
tester: tester
narrow: narrow narrow_fit schmal etroit estrecho
wide: wide_fit extra_wide
gift: gift_set geschenkset coffret gift_box geschenkbox
threedee: 3d
supersticky: super_sticky
mini: mini_size travel_size reisegrosse format_voyage
"""),
    "tier": by_word("""
pro: pro
max: max
truewireless: true_wireless tws
seriesx: xbox_series_x
seriess: xbox_series_s
rgb: rgb
plus: plus
ultra: ultra
mini: mini
lite: lite_edition lite
air: air
se: se
fe: fe fan_edition
xl: xl_version
slim: slim
premium: premium
deluxe: deluxe
elite: elite
advanced: advanced
soft: soft
basic: basic basics
essential: essential essentials
standard: standard
digital: digital_edition
oled: oled
neo: neo
super: super
ti: ti
xt: xt
titanium_tier: titanium_edition
classic: classic
sport: sport
active: active
signature: signature
limited: limited_edition
collectors: collectors_edition collector_s_edition collector_edition
directors: director_s_cut directors_cut
lte: lte 4g
cellular: cellular gps_cellular gps_and_cellular wifi_and_cellular
fiveg: 5g
go: go
fold: fold
flip: flip
note: note
studio: studio
junior: junior_edition
"""),
    "side": by_word("""
left: left links linke linker linkes gauche esquerdo esquerda izquierdo izquierda 左 left_hand lh nearside
  driver_side driverside
right: right rechts rechte rechter rechtes droite droit direito direita derecho derecha 右 right_hand rh offside
  passenger_side
front: front vorne vorn vorderachse vorderrad avant dianteiro dianteira delantero delantera 前
rear: rear hinten hinterachse hinterrad arriere traseiro traseira trasero trasera 后 back_axle
upper: upper obere oberer superieur superior
lower: lower untere unterer inferieur inferior
inner: inner innen interieur
outer: outer aussen exterieur
"""),
    "material": by_word("""
cotton: cotton baumwolle coton algodao algodon 棉 纯棉 कॉटन
polyester: polyester
wool: wool wolle laine merino la lana 羊毛
silk: silk seide soie seda 丝绸 真丝
linen: linen leinen lin linho lino 亚麻
leather: leather leder cuir couro cuero 皮 真皮 皮革 चमड़ा
suede: suede wildleder daim camurca ante
velvet: velvet samt velours veludo terciopelo
steel: steel stahl acier aco acero 钢 stainless_steel edelstahl acier_inoxydable inox aco_inoxidavel acero_inoxidable
  不锈钢 stainless स्टील
aluminium: aluminium aluminum alu aluminio 铝 铝合金
castiron: cast_iron gusseisen fonte ferro_fundido hierro_fundido 铸铁
copper: copper kupfer cuivre cobre 铜 तांबा
brass: brass messing laiton latao laton पीतल
titanium: titanium titan titane titanio 钛
plastic: plastic kunststoff plastique plastico 塑料 प्लास्टिक pvc polypropylene
glass: glass glas verre vidro vidrio 玻璃 कांच borosilicate
ceramic: ceramic keramik ceramique ceramica 陶瓷 porcelain porzellan porcelaine
wood: wood wooden holz bois madeira madera 木 实木 लकड़ी
oak: oak eiche chene carvalho roble
pine: pine kiefer pin pinho pino
walnut: walnut nussbaum noyer nogueira nogal 胡桃木
beech: beech buche hetre faia haya
bamboo: bamboo bambus bambou bambu 竹
silicone: silicone silikon silicona 硅胶
rubber: rubber gummi caoutchouc borracha caucho
nylon: nylon
denim: denim jeans
fleece: fleece
galvanised: galvanised galvanized verzinkt galvanise galvanizado zinc_plated
nitrile: nitrile nitril
latex: latex
vinyl_gloves: vinyl_gloves
wireless: wireless kabellos sans_fil sem_fio inalambrico inalambrica 无线 cordless bluetooth वायरलेस
  kabellose kabelloser kabelloses
wired: wired kabelgebunden filaire com_fio con_cable 有线
"""),
    "format": by_word("""
paperback: pb paperback taschenbuch poche broche capa_comum tapa_blanda softcover brochura 平装 livre_de_poche
  mass_market_paperback
hardcover: hardcover hardback gebunden gebundene relie capa_dura tapa_dura 精装
ebook: ebook kindle e_book epub kindle_edition
audiobook: audiobook audio_book horbuch audio_cd livre_audio audiolibro audiolivro
largeprint: large_print grossdruck gros_caracteres
dvd: dvd
bluray: blu_ray bluray
uhd: 4k_ultra_hd 4k_uhd_blu_ray
cd: cd
vinyl: vinyl lp schallplatte vinyle
ps4: ps4 playstation_4
ps5: ps5 playstation_5
xbox: xbox_series_x xbox_series_s xbox_series xbox_one xbox
switch: nintendo_switch switch
pc: pc_game pc_dvd
boxset: box_set boxset coffret_integral collection_complete
workbook: workbook arbeitsbuch
"""),
    "bundle": by_word("""
bundle: bundle combo bundled pack_complet kombipaket lote_completo kit_completo 套装 套餐
kit: starter_kit starterset kit_de_demarrage starterkit
bareunit: bare naked unit_only body_only bare_unit bare_tool tool_only solo ohne_akku body_seul sans_batterie
  sin_bateria sem_bateria
  nur_gehause skin_only
lenskit: with_lens lens_kit
"""),
    "accessory": by_word("""
case: case_for hulle hullen schutzhulle handyhulle coque capinha funda phone_case back_cover flip_cover etui
  bookcase 手机壳 保护壳 保护套 कवर carrying_case case_cover hard_case clear_case bumper sleeve silicone_case
  leather_case
  tragetasche
screenprotector: screen_protector tempered_glass schutzfolie panzerglas verre_trempe protege_ecran
  pelicula_protetora pelicula protector_de_pantalla 钢化膜 贴膜 displayschutz screen_guard
charger: charger ladegerat netzteil chargeur carregador cargador 充电器 चार्जर power_adapter power_supply ladestation
  charging_dock charging_station adaptateur_secteur
cable: cable kabel cabo 数据线 充电线 केबल cord ladekabel
strap: strap band armband bracelet_de_rechange correa pulseira 表带 watch_band uhrenarmband replacement_band
battery: battery akku batterie bateria batteries 电池 बैटरी ersatzakku
remote: remote_control fernbedienung telecommande controle_remoto mando 遥控器
filter: filter filtre filtro filters filtres 滤芯 hepa_filter ersatzfilter water_filter
bag: dust_bags staubsaugerbeutel
holder: holder halterung support_de mount stand wall_mount wandhalterung halter suporte soporte 支架
lid: lid deckel couvercle tampa tapa
brushhead: brush_heads brush_head aufsteckbursten brossettes replacement_heads burstenkopf refis_escova
blade: replacement_blades razor_blades blades blade klingen lames laminas replacement_blade
cartridge: cartridge patrone cartouche cartucho tintenpatrone ink_cartridge 墨盒
toner: toner
earpads: ear_pads ohrpolster earpads
keyboardcover: keyboard_cover
skin: skin decal
replacement: recambio replacement ersatz ersatzteil spare_part spare piece_detachee remplacement reposicao repuesto
  recambios
  配件 替换
compatible: compatible compatible_with kompatibel compativel compatibles fits passend_fur passend geeignet_fur 适用
  for_use_with alternativ_zu compatible_avec compatible_con compativel_com suitable_for generic
book: guide manual handbook
spareset: gasket seal dichtung joint_de
hose: hose schlauch
cover: cover abdeckung housse capa cubierta
"""),
}
"""For each way to differ: the word, and what it means there."""

ACCESSORY_OF_ANOTHER_MAKER = frozenset(["compatible", "replacement"])
"""An accessory that says this is not the maker's own."""
